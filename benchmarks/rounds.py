"""Programs measured side by side: rounds in turn, medians, and ratios within a round."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, NamedTuple


class Contestant(NamedTuple):
    """One way to decide.

    Args:
        limit: how many facts it gets in one round; less for those that would take all day.
        prepared: the facts in the form it likes best, made before the clock starts.
    """

    name: str
    decide: Callable[[Any], Any]
    limit: int
    prepared: Callable[[Any], Any] | None = None


class Round(NamedTuple):
    """What came of one turn: decisions per second of processor time, and the answers."""

    rate: float
    answers: list[Any]


class Spread(NamedTuple):
    """Several measurements of one thing."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{shown(self.middle):>7} ({shown(self.least)}-{shown(self.most)})"


def spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))


def shown(value: float) -> str:
    """Returns a ratio with three digits that say something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def take_turn(contestant: Contestant, facts: Sequence[Any]) -> Round:
    """Returns how one contestant did on the first of these facts."""
    ready = facts[:contestant.limit]
    if contestant.prepared is not None:
        ready = [contestant.prepared(one) for one in ready]
    decide = contestant.decide
    gc.collect()
    gc.disable()
    try:
        begin = time.process_time()
        answers = [decide(one) for one in ready]
        return Round(len(ready) / (time.process_time() - begin), answers)
    finally:
        gc.enable()


def ratios(over: Sequence[float], under: Sequence[float]) -> Spread:
    """Returns how many times the second the first is, round by round."""
    return spread([one / other for one, other in zip(over, under, strict=True)])


def verdict(what: str, ratio: Spread, word: str, limit: float) -> str:
    """Returns a line that says what a ratio should be (`at least` or `at most` a limit) and whether it is."""
    met = ratio.middle >= limit if word == "at least" else ratio.middle <= limit
    return f"- {what}: {str(ratio).strip()}; aim {word} {limit:g}: {'met' if met else 'missed'}"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Returns a Markdown table."""
    widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
    lines = [headings, ["-" * width for width in widths], *rows]
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
                     for line in lines)
