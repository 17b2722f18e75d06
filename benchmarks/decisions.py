"""How often the advice is what real designs chose: `python benchmarks/decisions.py CASES.yaml [--misses]`.

The file is a mapping with `cases`, each with `id`, `title`, `facts`, `chosen`, `acceptable`, and where it applies
`expect`, `must_mention` and `tags`. Strict counts cases whose advice is the chosen pattern, leaving out those tagged
`irreducible` (designers with the same facts decided otherwise); fair counts any acceptable pattern; a case with
`expect` other than `recommend` must get that answer, and everything it must mention must be said.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from advisor.api import load_engine, recommend
from advisor.engine import Engine
from advisor.errors import InputError
from advisor.model.recommendation import Recommendation

SMALL_WORDS = frozenset(re.findall("[a-z]+", """
    a an and as at be by can does for how if in is it its not of on one or so than that the their them then they this
    to until use was what when where whether which who will with"""))


class Judged(NamedTuple):
    case: dict[str, Any]
    status: str
    pattern: str | None
    strict: bool | None  # None where the case does not count
    fair: bool | None
    expected: bool | None
    unsaid: tuple[str, ...]


def judge(case: dict[str, Any], engine: Engine) -> Judged:
    """Returns how one case fared."""
    expect = case.get("expect", "recommend")
    try:
        advice = recommend(case["facts"], engine)
    except InputError as error:
        refused = expect == "reject_input"
        unsaid = _unsaid(case, str(error))
        return Judged(case, "refused", None, None, None if refused else False, refused and not unsaid, unsaid)
    unsaid = _unsaid(case, spoken(advice))
    answered = {"recommend": advice.pattern is not None, "ask": advice.status == "undecided",
                "conflict": advice.status == "conflict", "reject_input": False,
                "recommend_with_warning": advice.pattern in case["acceptable"] and bool(advice.warnings)}[expect]
    expected = None if expect == "recommend" and not case.get("must_mention") else answered and not unsaid
    counts = expect in ("recommend", "recommend_with_warning")
    fair = advice.pattern in case["acceptable"] if counts else None
    irreducible = "irreducible" in case.get("tags", [])
    strict = advice.pattern == case["chosen"] if counts and not irreducible and case["chosen"] else None
    return Judged(case, advice.status, advice.pattern, strict, fair, expected, unsaid)


def spoken(advice: Recommendation) -> str:
    """Returns everything that a recommendation says."""
    parts = [f"{q.fact} {q.question} {q.help}" for q in advice.open_questions]
    parts += [warning.text for warning in advice.warnings]
    parts += [f"{c.title} {c.because} {c.split_critical} {c.split_rest}" for c in advice.conflicts]
    parts += [exclusion.because for exclusion in advice.excluded]
    parts += [reason.because for ranked in advice.ranking for reason in ranked.reasons]
    parts += [f"{item.title} {item.because}" for item in (*advice.practices, *advice.technologies)]
    return " ".join(parts)


def _unsaid(case: dict[str, Any], text: str) -> tuple[str, ...]:
    said = {_stem(word) for word in _words(text)}
    return tuple(phrase for phrase in case.get("must_mention", [])
                 if not all(_stem(word) in said for word in _words(str(phrase)) if word not in SMALL_WORDS))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _stem(word: str) -> str:
    """A word without its ending, so that `needs` is said by `need`."""
    for ending in ("ing", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[:-len(ending)]
    return word


def main() -> int:
    """Prints the shares; exits with 1 if any adversarial case is not answered as expected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--misses", action="store_true", help="list every case that was missed")
    arguments = parser.parse_args()
    engine = load_engine()
    cases = yaml.safe_load(arguments.file.read_text(encoding="utf-8"))["cases"]
    judged = [judge(case, engine) for case in cases]
    for name in ("strict", "fair", "expected"):
        marks = [mark for one in judged if (mark := getattr(one, name)) is not None]
        print(f"{name:9} {sum(marks)}/{len(marks)} = {sum(marks) / max(len(marks), 1):.1%}")
    print("status   ", dict(Counter(one.status for one in judged)))
    if arguments.misses:
        for one in judged:
            if False in (one.strict, one.fair, one.expected):
                print(f"- {one.case['id']}: {one.case['title']}: {one.status} {one.pattern}, chosen "
                      f"{one.case['chosen']}, acceptable {one.case['acceptable']}, unsaid {list(one.unsaid)}")
    return int(any(one.expected is False for one in judged))


if __name__ == "__main__":
    sys.exit(main())
