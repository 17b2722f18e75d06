"""Whether what is said of a measure holds in what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.measurement.record import BYTES, TIMES, Measure, Statement
from advisor.measurement.spread import Spread, shown

HOLDS, HOLDS_NOT, DEPENDS, OPEN, NOTHING_SAID = "holds", "does not hold", "depends", "open", "nothing is said"
LESS, WITHIN, MORE, UNSURE = "less than that", "as said", "more than that", "too spread to tell"
OPENING = {HOLDS: "It holds here", HOLDS_NOT: "It does not hold here", DEPENDS: "It depends on the size",
           OPEN: "This run cannot tell"}


class Judged(NamedTuple):
    """One case beside what is said."""

    case: str
    spread: Spread
    word: str


class Verdict(NamedTuple):
    word: str
    cases: tuple[Judged, ...]
    sentence: str


def verdict(measure: Measure) -> Verdict:
    """Returns what a measure says of its statement."""
    said = measure.statement
    if said is None:
        return Verdict(NOTHING_SAID, (), "")
    cases = tuple(Judged(case, found, compare(found, said)) for case, found in _spreads(measure, said))
    word = _word({judged.word for judged in cases})
    found = f": {'; '.join(_phrases(cases, said))}" if cases else ""
    return Verdict(word, cases, f"{OPENING[word]}{found}.")


def compare(found: Spread, said: Statement) -> str:
    """Returns where a spread lies; on one side of the lower limit only if nearly all of its values do."""
    if found.p95 < said.at_least:
        return LESS
    if found.p5 < said.at_least:
        return UNSURE
    return MORE if found.p5 > said.at_most else WITHIN


def amount(found: Spread, unit: str) -> str:
    """Returns a spread as people write it: `1.60x (1.41-1.92)`."""
    after = unit if unit == TIMES else f" {unit}"
    if unit == BYTES:
        return f"{found.median:,.0f}{after}"
    if found.p5 == found.p95:
        return f"{shown(found.median)}{after}"
    return f"{shown(found.median)}{after} ({shown(found.p5)}-{shown(found.p95)})"


def _spreads(measure: Measure, said: Statement) -> Iterator[tuple[str, Spread]]:
    if said.to:
        yield from ((one.case, one.spread) for one in measure.ratios if (one.of, one.to) == (said.of, said.to))
    else:
        yield from ((one.case, one.spread) for one in measure.results if one.contestant == said.of)


def _word(words: set[str]) -> str:
    holds_somewhere = bool(words & {WITHIN, MORE})
    if LESS in words and holds_somewhere:
        return DEPENDS
    if UNSURE in words or not words:
        return OPEN
    return HOLDS if holds_somewhere else HOLDS_NOT


def _phrases(cases: tuple[Judged, ...], said: Statement) -> Iterator[str]:
    for word in (LESS, UNSURE, WITHIN, MORE):
        of_word = [f"{amount(judged.spread, said.unit)} at {judged.case}" for judged in cases if judged.word == word]
        if of_word:
            yield f"{word}, {', '.join(of_word)}"
