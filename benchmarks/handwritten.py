"""The pack as a person would write it in Python: one function, local variables, an `if` for each rule.

It is written from the pack so that both stay in step; `python -m benchmarks.handwritten` prints it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from advisor.model.pack import Pack
from advisor.model.rule import Rule
from benchmarks.conditions import PYTHON, when_true

Facts = Mapping[str, Any]
OUT = -1_000_000  # points of a pattern that is excluded


def hand_written(pack: Pack, *, grouped: bool = True) -> Callable[[Facts], str | None]:
    """Returns the function: the pattern ahead on what is known, None where none is or the facts contradict.

    Args:
        grouped: rules that begin with the same question stand under one `if`, as somebody would tidy them.
    """
    names: dict[str, Any] = {}
    exec(compile(source(pack, grouped=grouped), "<hand-written>", "exec"), names)
    found: Callable[[Facts], str | None] = names["winner"]
    return found


def source(pack: Pack, *, grouped: bool = True) -> str:
    """Returns the text of the function."""
    if pack.platform or "scenarios" not in pack.precedence:
        raise ValueError("The hand-written function knows one tie-break: the points of scenarios.")
    conflicts = [rule for rule in pack.rules if pack.roles[rule.id] == "conflict"]
    scoring = [rule for rule in pack.rules if rule.favours or rule.excludes]
    body = [*_reads(pack, [*conflicts, *scoring]), *_conflicts(conflicts), *_starts(pack, scoring)]
    body += _grouped(pack, scoring) if grouped else _each(pack, scoring)
    return "\n".join(["def winner(facts):", *(f"    {line}" for line in (*body, *_ends(pack))), ""])


def _reads(pack: Pack, rules: list[Rule]) -> Iterator[str]:
    read = {name for rule in rules for name in _facts_of(rule.when)}
    vocabulary = pack.vocabulary
    comparisons = [c for c in vocabulary.comparisons if c.fact in read]
    bands = [bands for bands in vocabulary.bands if bands.fact in read]
    read |= {name for c in comparisons for name in (c.smaller, c.larger)} | {bands.from_fact for bands in bands}
    yield "get = facts.get"
    yield from (f'{fact.name} = get("{fact.name}")' for fact in vocabulary.needs if fact.name in read)
    for banded in bands:
        yield f"if {banded.from_fact} is not None:"
        least_first = sorted(banded.bands.items(), key=lambda pair: pair[1])
        word = "if"
        for value, least in reversed(least_first[1:]):
            yield f"    {word} {banded.from_fact} >= {least:g}:"
            yield f'        {banded.fact} = "{value}"'
            word = "elif"
        yield "    else:"
        yield f'        {banded.fact} = "{least_first[0][0]}"'
    for c in comparisons:
        yield f"{c.fact} = None"
        yield f"if {c.smaller} is not None and {c.larger} is not None:"
        yield f"    {c.fact} = {c.smaller} <= {c.larger}"


def _conflicts(conflicts: list[Rule]) -> Iterator[str]:
    for rule in conflicts:
        yield f"if {_written(rule)}:  # {rule.id}"
        yield "    return None"


def _starts(pack: Pack, scoring: list[Rule]) -> Iterator[str]:
    yield " = ".join(_name(pattern.name) for pattern in pack.patterns) + " = 0"
    yield " = ".join(_scenario(pattern.name) for pattern in pack.patterns) + " = 0"
    for name in _excludable(scoring):
        yield f"no_{_name(name)} = False"


def _each(pack: Pack, rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield f"if {_written(rule)}:  # {rule.id}"
        yield from (f"    {line}" for line in _then(pack, rule))


def _grouped(pack: Pack, scoring: list[Rule]) -> Iterator[str]:
    """The yes-or-no fact that most rules ask stands outside; the rest keep their place below."""
    asked = Counter(name for rule in scoring for name, test in rule.when.items() if isinstance(test, bool))
    first = asked.most_common(1)[0][0]
    for word, answer in (("if", True), ("elif", False)):
        yield f"{word} {first} is {answer}:"
        for rule in scoring:
            if rule.when.get(first) is answer:
                rest = {name: test for name, test in rule.when.items() if name != first}
                lines = [f"{line}  # {rule.id}" if place == 0 else line for place, line in enumerate(_then(pack, rule))]
                if rest:
                    yield f"    if {PYTHON.write(when_true(rest))}:  # {rule.id}"
                    lines = [f"    {line}" for line in _then(pack, rule)]
                yield from (f"    {line}" for line in lines)
    yield from _each(pack, (rule for rule in scoring if not isinstance(rule.when.get(first), bool)))


def _then(pack: Pack, rule: Rule) -> Iterator[str]:
    for pattern, points in rule.favours.items():
        yield f"{_name(pattern)} {_step(points)}"
        if pack.roles[rule.id] == "scenario":
            yield f"{_scenario(pattern)} {_step(points)}"
    for pattern in rule.excludes:
        yield f"no_{_name(pattern)} = True"


def _ends(pack: Pack) -> Iterator[str]:
    for name in _excludable(pack.rules):
        yield f"if no_{_name(name)}:"
        yield f"    {_name(name)} = {OUT}"
    names = [pattern.name for pattern in pack.patterns]
    yield f"best = max({', '.join(map(_name, names))})"
    yield f"ahead = {' + '.join(f'({_name(name)} == best)' for name in names)}"
    yield "if ahead == 1:"
    for name in names:
        yield f"    if {_name(name)} == best:"
        yield f'        return "{name}"'
    yield f"if best == {OUT}:"
    yield "    return None"
    yield "tied = []"
    for name in names:
        yield f"if {_name(name)} == best:"
        yield f'    tied.append(({_scenario(name)}, "{name}"))'
    yield "most = max(tied)[0]"
    yield "leaders = [name for scenario, name in tied if scenario == most]"
    yield "return leaders[0] if len(leaders) == 1 else None"


def _written(rule: Rule) -> str:
    return PYTHON.write(when_true(rule.when))


def _facts_of(condition: Mapping[str, Any]) -> Iterator[str]:
    for name, test in condition.items():
        if name == "not":
            yield from _facts_of(test)
        elif name in ("all", "any"):
            for part in test:
                yield from _facts_of(part)
        else:
            yield name


def _excludable(rules: Iterable[Rule]) -> list[str]:
    return sorted({name for rule in rules for name in rule.excludes})


def _name(pattern: str) -> str:
    return pattern.replace("-", "_")


def _scenario(pattern: str) -> str:
    return f"{_name(pattern)}_scenarios"


def _step(points: int) -> str:
    return f"+= {points}" if points >= 0 else f"-= {-points}"


if __name__ == "__main__":
    from advisor.api import load_pack

    print(source(load_pack()), end="")
