"""Cells: the range of a fact, split at the thresholds in the rules.

A number's cells are intervals between boundaries. A boundary `(t, 0)` lies just before t, `(t, 1)` just after it,
so `at_least: t` splits before t and `at_most: t` after t. All values in one cell give the same decision.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

Boundary = tuple[float, int]
NO_UPPER_LIMIT: Boundary = (float("inf"), 0)  # the boundary above every number


def boundary_below(threshold: float, whole: bool) -> Boundary:
    """Returns the boundary of `at_least: threshold`; for whole numbers it is also that of `at_most: threshold - 1`."""
    if whole and threshold != int(threshold):
        return (float(int(threshold // 1) + 1), 0)
    return (float(threshold), 0)


def boundary_above(threshold: float, whole: bool) -> Boundary:
    """Returns the boundary of `at_most: threshold`."""
    return (float(threshold // 1 + 1), 0) if whole else (float(threshold), 1)


def cell_index(boundaries: list[Boundary], value: float) -> int:
    """Returns the index (from 0) of the cell that contains a number."""
    return bisect_right(boundaries, (value, 0.5))


def cell_bounds(boundaries: list[Boundary], cell: int, least: Boundary) -> tuple[Boundary, Boundary]:
    """Returns the lower and upper boundary of a cell, within the fact's own range."""
    lower = boundaries[cell - 1] if cell else least
    upper = boundaries[cell] if cell < len(boundaries) else NO_UPPER_LIMIT
    return max(lower, least), upper


def cell_interval(fact: Mapping[str, Any], cell: int | None) -> tuple[Boundary, Boundary]:
    """Returns the interval of a number in a cell (None: in any), up to its largest whole number if it is one."""
    lower, upper = fact["least"], NO_UPPER_LIMIT
    if cell is not None:
        lower, upper = cell_bounds(fact["boundaries"], cell, fact["least"])
    if fact["whole"] and upper is not NO_UPPER_LIMIT and not upper[1]:
        upper = (upper[0] - 1, 1)
    return lower, upper


def display_value(lower: Boundary, upper: Boundary, whole: bool, current: float | None = None) -> Any:
    """Returns a value to display for a cell: the nearest to `current`, or the one at its threshold."""
    from_above = current is not None and (current, 0.5) > upper
    if from_above or (current is None and upper[1] == 1):
        return _tidy(_highest(lower, upper, whole))
    return _tidy(_lowest(lower, upper))


def _lowest(lower: Boundary, upper: Boundary) -> float:
    threshold, after = lower
    if not after:
        return threshold
    return threshold + 1 if (threshold + 1, 0.5) < upper else (threshold + upper[0]) / 2


def _highest(lower: Boundary, upper: Boundary, whole: bool) -> float:
    threshold, after = upper
    if after:
        return threshold
    if whole or (threshold - 1, 0.5) > lower:
        return threshold - 1
    return (lower[0] + threshold) / 2


def _tidy(number: float) -> int | float:
    return int(number) if number == int(number) else number
