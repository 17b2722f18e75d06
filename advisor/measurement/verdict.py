"""Compares measurements with the published claim."""

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
    """One case compared with the claim."""

    case: str
    spread: Spread
    word: str


class Verdict(NamedTuple):
    word: str
    cases: tuple[Judged, ...]
    sentence: str


def verdict(measure: Measure) -> Verdict:
    """Returns the verdict of a measure on its published claim."""
    statement = measure.statement
    if statement is None:
        return Verdict(NOTHING_SAID, (), "")
    cases = tuple(Judged(case, spread, compare(spread, statement)) for case, spread in _spreads(measure, statement))
    word = _word({judged.word for judged in cases})
    found = f": {'; '.join(_phrases(cases, statement))}" if cases else ""
    return Verdict(word, cases, f"{OPENING[word]}{found}.")


def compare(spread: Spread, statement: Statement) -> str:
    """Compares a spread with the claimed range; UNSURE if it straddles the lower limit."""
    if spread.p95 < statement.at_least:
        return LESS
    if spread.p5 < statement.at_least:
        return UNSURE
    return MORE if spread.p5 > statement.at_most else WITHIN


def amount(spread: Spread, unit: str) -> str:
    """Formats a spread, such as `1.60x (1.41-1.92)`."""
    suffix = unit if unit == TIMES else f" {unit}"
    if unit == BYTES:
        return f"{spread.median:,.0f}{suffix}"
    if spread.p5 == spread.p95:
        return f"{shown(spread.median)}{suffix}"
    return f"{shown(spread.median)}{suffix} ({shown(spread.p5)}-{shown(spread.p95)})"


def _spreads(measure: Measure, statement: Statement) -> Iterator[tuple[str, Spread]]:
    if statement.to:
        yield from ((ratio.case, ratio.spread) for ratio in measure.ratios
                    if (ratio.of, ratio.to) == (statement.of, statement.to))
    else:
        yield from ((result.case, result.spread) for result in measure.results if result.contestant == statement.of)


def _word(words: set[str]) -> str:
    holds_somewhere = bool(words & {WITHIN, MORE})
    if LESS in words and holds_somewhere:
        return DEPENDS
    if UNSURE in words or not words:
        return OPEN
    return HOLDS if holds_somewhere else HOLDS_NOT


def _phrases(cases: tuple[Judged, ...], statement: Statement) -> Iterator[str]:
    for word in (LESS, UNSURE, WITHIN, MORE):
        amounts = [f"{amount(judged.spread, statement.unit)} at {judged.case}" for judged in cases
                   if judged.word == word]
        if amounts:
            yield f"{word}, {', '.join(amounts)}"
