"""Conditions in disjunctive normal form: a rule is a union of boxes, a box is one set of cells per fact it reads.

Negation is pushed down to the tests and `and` distributed over `or`. Both are valid in strong Kleene logic, so a
rule is true, false or unknown exactly when the union of its boxes is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, NamedTuple

from advisor.engine.cells import Boundary, boundary_above, boundary_below
from advisor.errors import RulebookError

MAX_BOXES = 256
FALSE, UNKNOWN, TRUE = 0, 1, 2


class FactAxis(NamedTuple):
    """The dimension of one fact: a choice's values, or a number's boundaries."""

    name: str
    values: tuple[Any, ...]  # of a choice or yes-or-no fact; empty for a number
    boundaries: list[Boundary]
    whole: bool
    least: Boundary  # lower end of the fact's own range

    @property
    def size(self) -> int:
        return len(self.values) if self.values else len(self.boundaries) + 1


class CellTest(NamedTuple):
    """The cells in which a test holds, and its truth value while the fact is unknown."""

    cells: frozenset[int]
    truth_if_unknown: int = UNKNOWN


Box = dict[str, CellTest]


def expand_condition(condition: Mapping[str, Any], axes: Mapping[str, FactAxis]) -> list[Box]:
    """Returns the boxes of a checked condition; an empty condition is one box without tests.

    Raises RulebookError if a condition expands to more than 256 boxes.
    """
    possible = [box for box in _boxes_of_condition(condition, axes, positive=True) if _is_satisfiable(box)]
    if len(possible) > MAX_BOXES:
        raise RulebookError(f"A condition spreads into more than {MAX_BOXES} cases; split the rule.")
    return possible


def _boxes_of_condition(condition: Mapping[str, Any], axes: Mapping[str, FactAxis], positive: bool) -> list[Box]:
    parts = [_boxes_of_test(name, test, axes, positive) for name, test in condition.items()]
    return _conjunction(parts) if positive else [box for part in parts for box in part]


def _boxes_of_test(name: str, test: Any, axes: Mapping[str, FactAxis], positive: bool) -> list[Box]:
    match name:
        case "not":
            return _boxes_of_condition(test, axes, not positive)
        case "all" | "any":
            parts = [_boxes_of_condition(part, axes, positive) for part in test]
            is_conjunction = (name == "all") == positive
            return _conjunction(parts) if is_conjunction else [box for part in parts for box in part]
        case _:
            return [{name: _cell_test(test, axes[name], positive)}]


def _conjunction(parts: Iterable[list[Box]]) -> list[Box]:
    conjunction: list[Box] = [{}]
    for part in parts:
        if len(conjunction) * len(part) > MAX_BOXES * 4:
            raise RulebookError(f"A condition spreads into more than {MAX_BOXES} cases; split the rule.")
        conjunction = [_intersect(left, right) for left, right in product(conjunction, part)]
    return conjunction


def _intersect(left: Box, right: Box) -> Box:
    box = dict(left)
    for name, test in right.items():
        other = box.get(name)
        box[name] = (test
                     if other is None
                     else CellTest(test.cells & other.cells, min(test.truth_if_unknown, other.truth_if_unknown)))
    return box


def _is_satisfiable(box: Box) -> bool:
    return all(test.cells or test.truth_if_unknown == TRUE for test in box.values())


def _cell_test(test: Any, axis: FactAxis, positive: bool) -> CellTest:
    all_cells = frozenset(range(axis.size))
    comparators = _comparators(test)
    if "stated" in comparators:
        stated = bool(comparators["stated"]) == positive
        return CellTest(all_cells, FALSE) if stated else CellTest(frozenset(), TRUE)
    cells = _values_cells(comparators, axis) if axis.values else _range_cells(comparators, axis)
    return CellTest(cells if positive else all_cells - cells)


def _comparators(test: Any) -> Mapping[str, Any]:
    if isinstance(test, Mapping):
        return test
    return {"in": test} if isinstance(test, list | tuple) else {"is": test}


def _values_cells(comparators: Mapping[str, Any], axis: FactAxis) -> frozenset[int]:
    values = comparators["in"] if "in" in comparators else [comparators["is"]]
    return frozenset(axis.values.index(value) for value in values)


def _range_cells(comparators: Mapping[str, Any], axis: FactAxis) -> frozenset[int]:
    low, high = 0, axis.size
    if "at_least" in comparators:
        low = _cell_from(axis, boundary_below(comparators["at_least"], axis.whole))
    if "at_most" in comparators:
        high = _cell_from(axis, boundary_above(comparators["at_most"], axis.whole))
    if "is" in comparators:
        low = _cell_from(axis, boundary_below(comparators["is"], axis.whole))
        high = _cell_from(axis, boundary_above(comparators["is"], axis.whole))
    return frozenset(range(low, high))


def _cell_from(axis: FactAxis, boundary: Boundary) -> int:
    if boundary <= axis.least:
        return 0
    return axis.boundaries.index(boundary) + 1


def add_thresholds(axis: FactAxis, conditions: Iterable[Mapping[str, Any]]) -> None:
    """Adds every threshold in the conditions to a number's boundaries."""
    thresholds = {edge for condition in conditions for edge in _boundaries_in(condition, axis)}
    axis.boundaries[:] = sorted(thresholds | set(axis.boundaries))


def _boundaries_in(condition: Mapping[str, Any], axis: FactAxis) -> Iterable[Boundary]:
    for name, test in condition.items():
        if name == "not":
            yield from _boundaries_in(test, axis)
        elif name in ("all", "any"):
            for part in test:
                yield from _boundaries_in(part, axis)
        elif name == axis.name:
            yield from (edge for edge in _thresholds(_comparators(test), axis.whole) if edge > axis.least)


def _thresholds(comparators: Mapping[str, Any], whole: bool) -> Iterable[Boundary]:
    for comparator, threshold in comparators.items():
        if comparator in ("at_least", "is"):
            yield boundary_below(threshold, whole)
        if comparator in ("at_most", "is"):
            yield boundary_above(threshold, whole)
