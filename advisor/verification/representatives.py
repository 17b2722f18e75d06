"""Representative numbers: enough to cover every cell, and every order among compared facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, isfinite
from typing import Any

from advisor.engine.cells import cell_bounds, cell_index, display_value


def cell_representatives(fact: Mapping[str, Any]) -> list[float]:
    """Returns a number for every cell of a fact, the one at its threshold if there is one."""
    by_cell: dict[int, float] = {}
    for number in candidates(fact, _thresholds(fact), 1):
        by_cell.setdefault(cell_index(fact["boundaries"], number), number)
    return [by_cell[cell] for cell in sorted(by_cell)]


def order_representatives(facts: Sequence[Mapping[str, Any]]) -> list[list[float]]:
    """Returns numbers for each of several facts that cover every order among them in every cell."""
    thresholds = {threshold for fact in facts for threshold in _thresholds(fact)} or {0.0}
    if any(fact["whole"] for fact in facts) and not all(fact["whole"] for fact in facts):
        thresholds |= {number for fact in facts if fact["whole"] for number in candidates(fact, thresholds, len(facts))}
    return [candidates(fact, thresholds, len(facts)) for fact in facts]


def candidates(fact: Mapping[str, Any], thresholds: Iterable[float], between: int) -> list[float]:
    """Returns the valid thresholds of a fact and some numbers around each, display values first."""
    ordered = sorted(thresholds) or [0.0]
    spread = _whole_numbers if fact["whole"] else _fractions
    numbers = {_tidy(number) for number in spread(ordered, between) if (number, 0.5) > fact["least"]}
    displayed = {number for cell in range(len(fact["boundaries"]) + 1)
                 if (number := _display_value(fact, cell)) is not None}
    return sorted(displayed, key=_size) + sorted(numbers - displayed, key=_size)


def _thresholds(fact: Mapping[str, Any]) -> set[float]:
    return {edge for edge, _ in (fact["least"], *fact["boundaries"]) if isfinite(edge)}


def _fractions(thresholds: list[float], between: int) -> Iterator[float]:
    yield from thresholds
    steps = range(1, between + 1)
    for lower, upper in pairwise(thresholds):
        yield from (lower + (upper - lower) * step / (between + 1) for step in steps)
    yield from (thresholds[0] - step * _stride(thresholds[0]) for step in steps)
    yield from (thresholds[-1] + step * _stride(thresholds[-1]) for step in steps)


def _whole_numbers(thresholds: list[float], between: int) -> Iterator[int]:
    for threshold in thresholds:
        yield from range(floor(threshold) - between, ceil(threshold) + between + 1)


def _stride(number: float) -> float:
    return max(1.0, abs(number) / 1000)


def _display_value(fact: Mapping[str, Any], cell: int) -> float | None:
    """Returns the number that the engine displays for a cell, or None if the cell is unbounded or empty."""
    lower, upper = cell_bounds(fact["boundaries"], cell, fact["least"])
    if lower >= upper or not isfinite(lower[0]):
        return None
    number: float = display_value(lower, upper, fact["whole"])
    inside = cell_index(fact["boundaries"], number) == cell and (number, 0.5) > fact["least"]
    return number if inside and (not fact["whole"] or number == int(number)) else None


def _size(number: float) -> tuple[float, float]:
    return abs(number), number


def _tidy(number: float) -> float:
    return int(number) if number == int(number) else number
