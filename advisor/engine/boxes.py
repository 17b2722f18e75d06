"""Conditions as boxes: a rule is a union of boxes, a box is one set of cells for each fact it reads.

Negation is pushed down to the tests and `and` distributed over `or`. Both hold in strong Kleene logic, so a
rule is true, false or unknown exactly as its boxes are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, NamedTuple

from advisor.engine.cells import Boundary, boundary_above, boundary_below
from advisor.errors import RulebookError

MAX_BOXES = 256
FALSE, UNKNOWN, TRUE = 0, 1, 2


class Axis(NamedTuple):
    """One fact as the rules see it: a choice's values, or a number's boundaries."""

    name: str
    values: tuple[Any, ...]  # of a choice or yes-or-no fact; empty for a number
    boundaries: list[Boundary]
    whole: bool
    least: Boundary  # where the fact's own range begins

    @property
    def size(self) -> int:
        return len(self.values) if self.values else len(self.boundaries) + 1


class Test(NamedTuple):
    """The cells where a test holds, and its truth while the fact is unknown."""

    cells: frozenset[int]
    unstated: int = UNKNOWN


Box = dict[str, Test]


def boxes(condition: Mapping[str, Any], axes: Mapping[str, Axis]) -> list[Box]:
    """Returns the boxes of a checked condition; an empty condition is one box without tests.

    Raises RulebookError where a condition spreads into more than 256 boxes.
    """
    found = [box for box in _any_of(condition, axes, positive=True) if _possible(box)]
    if len(found) > MAX_BOXES:
        raise RulebookError(f"A condition spreads into more than {MAX_BOXES} cases; split the rule.")
    return found


def _any_of(condition: Mapping[str, Any], axes: Mapping[str, Axis], positive: bool) -> list[Box]:
    parts = [_entry(name, test, axes, positive) for name, test in condition.items()]
    return _all(parts) if positive else [box for part in parts for box in part]


def _entry(name: str, test: Any, axes: Mapping[str, Axis], positive: bool) -> list[Box]:
    match name:
        case "not":
            return _any_of(test, axes, not positive)
        case "all" | "any":
            parts = [_any_of(part, axes, positive) for part in test]
            every = (name == "all") == positive
            return _all(parts) if every else [box for part in parts for box in part]
        case _:
            return [{name: _test(test, axes[name], positive)}]


def _all(parts: Iterable[list[Box]]) -> list[Box]:
    whole: list[Box] = [{}]
    for part in parts:
        if len(whole) * len(part) > MAX_BOXES * 4:
            raise RulebookError(f"A condition spreads into more than {MAX_BOXES} cases; split the rule.")
        whole = [_meet(left, right) for left, right in product(whole, part)]
    return whole


def _meet(left: Box, right: Box) -> Box:
    met = dict(left)
    for name, test in right.items():
        other = met.get(name)
        met[name] = test if other is None else Test(test.cells & other.cells, min(test.unstated, other.unstated))
    return met


def _possible(box: Box) -> bool:
    return all(test.cells or test.unstated == TRUE for test in box.values())


def _test(test: Any, axis: Axis, positive: bool) -> Test:
    everywhere = frozenset(range(axis.size))
    wanted = _wanted(test)
    if "stated" in wanted:
        stated = bool(wanted["stated"]) == positive
        return Test(everywhere, FALSE) if stated else Test(frozenset(), TRUE)
    cells = _values_cells(wanted, axis) if axis.values else _range_cells(wanted, axis)
    return Test(cells if positive else everywhere - cells)


def _wanted(test: Any) -> Mapping[str, Any]:
    if isinstance(test, Mapping):
        return test
    return {"in": test} if isinstance(test, list | tuple) else {"is": test}


def _values_cells(wanted: Mapping[str, Any], axis: Axis) -> frozenset[int]:
    values = wanted["in"] if "in" in wanted else [wanted["is"]]
    return frozenset(axis.values.index(value) for value in values)


def _range_cells(wanted: Mapping[str, Any], axis: Axis) -> frozenset[int]:
    low, high = 0, axis.size
    if "at_least" in wanted:
        low = _edge(axis, boundary_below(wanted["at_least"], axis.whole))
    if "at_most" in wanted:
        high = _edge(axis, boundary_above(wanted["at_most"], axis.whole))
    if "is" in wanted:
        low = _edge(axis, boundary_below(wanted["is"], axis.whole))
        high = _edge(axis, boundary_above(wanted["is"], axis.whole))
    return frozenset(range(low, high))


def _edge(axis: Axis, boundary: Boundary) -> int:
    if boundary <= axis.least:
        return 0
    return axis.boundaries.index(boundary) + 1


def cut(axis: Axis, conditions: Iterable[Mapping[str, Any]]) -> None:
    """Adds to a number's boundaries every threshold that the conditions mention."""
    found = {edge for condition in conditions for edge in _edges(condition, axis)}
    axis.boundaries[:] = sorted(found | set(axis.boundaries))


def _edges(condition: Mapping[str, Any], axis: Axis) -> Iterable[Boundary]:
    for name, test in condition.items():
        if name == "not":
            yield from _edges(test, axis)
        elif name in ("all", "any"):
            for part in test:
                yield from _edges(part, axis)
        elif name == axis.name:
            yield from (edge for edge in _thresholds(_wanted(test), axis.whole) if edge > axis.least)


def _thresholds(wanted: Mapping[str, Any], whole: bool) -> Iterable[Boundary]:
    for comparator, threshold in wanted.items():
        if comparator in ("at_least", "is"):
            yield boundary_below(threshold, whole)
        if comparator in ("at_most", "is"):
            yield boundary_above(threshold, whole)
