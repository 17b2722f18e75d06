"""Compares measurements with the published claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.bench.record import BYTES, TIMES, BenchmarkResult, PublishedClaim
from advisor.bench.statistics import Spread, format_significant

HOLDS, DOES_NOT_HOLD, DEPENDS, OPEN, NO_CLAIM = "holds", "does not hold", "depends", "open", "nothing is said"
LESS, WITHIN, MORE, UNSURE = "less than that", "as said", "more than that", "too spread to tell"
OPENING = {HOLDS: "It holds here", DOES_NOT_HOLD: "It does not hold here", DEPENDS: "It depends on the size",
           OPEN: "This run cannot tell"}


class CaseVerdict(NamedTuple):
    """One case compared with the claim."""

    case: str
    spread: Spread
    outcome: str


class ClaimVerdict(NamedTuple):
    outcome: str
    cases: tuple[CaseVerdict, ...]
    sentence: str


def judge_claim(measure: BenchmarkResult) -> ClaimVerdict:
    """Returns the verdict of a measure on its published claim."""
    statement = measure.statement
    if statement is None:
        return ClaimVerdict(NO_CLAIM, (), "")
    cases = tuple(
        CaseVerdict(case, spread, compare_to_claim(spread, statement)) for case, spread in _spreads(measure, statement)
    )
    word = _word({judged.outcome for judged in cases})
    found = f": {'; '.join(_phrases(cases, statement))}" if cases else ""
    return ClaimVerdict(word, cases, f"{OPENING[word]}{found}.")


def compare_to_claim(spread: Spread, statement: PublishedClaim) -> str:
    """Compares a spread with the claimed range; UNSURE if it straddles the lower limit."""
    if spread.p95 < statement.at_least:
        return LESS
    if spread.p5 < statement.at_least:
        return UNSURE
    return MORE if spread.p5 > statement.at_most else WITHIN


def format_spread(spread: Spread, unit: str) -> str:
    """Formats a spread, such as `1.60x (1.41-1.92)`."""
    suffix = unit if unit == TIMES else f" {unit}"
    if unit == BYTES:
        return f"{spread.median:,.0f}{suffix}"
    if spread.p5 == spread.p95:
        return f"{format_significant(spread.median)}{suffix}"
    median, low, high = map(format_significant, (spread.median, spread.p5, spread.p95))
    return f"{median}{suffix} ({low}-{high})"


def _spreads(measure: BenchmarkResult, statement: PublishedClaim) -> Iterator[tuple[str, Spread]]:
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
    return HOLDS if holds_somewhere else DOES_NOT_HOLD


def _phrases(cases: tuple[CaseVerdict, ...], statement: PublishedClaim) -> Iterator[str]:
    for word in (LESS, UNSURE, WITHIN, MORE):
        amounts = [f"{format_spread(judged.spread, statement.unit)} at {judged.case}" for judged in cases
                   if judged.outcome == word]
        if amounts:
            yield f"{word}, {', '.join(amounts)}"
