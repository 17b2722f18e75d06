"""Numbers that stand for all numbers: enough of them to reach every cell, and every order among a few facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, isfinite
from typing import Any

from advisor.engine.cells import bounds, index_of, value_in


def one_in_each_cell(fact: Mapping[str, Any]) -> list[float]:
    """Returns a number for every cell of a fact, the one at its threshold where there is one."""
    found: dict[int, float] = {}
    for number in candidates(fact, _cuts(fact), 1):
        found.setdefault(index_of(fact["boundaries"], number), number)
    return [found[cell] for cell in sorted(found)]


def enough_to_compare(facts: Sequence[Mapping[str, Any]]) -> list[list[float]]:
    """Returns numbers for each of several facts, such that every order among them is there in every cell."""
    cuts = {cut for fact in facts for cut in _cuts(fact)} or {0.0}
    if any(fact["whole"] for fact in facts) and not all(fact["whole"] for fact in facts):
        cuts |= {number for fact in facts if fact["whole"] for number in candidates(fact, cuts, len(facts))}
    return [candidates(fact, cuts, len(facts)) for fact in facts]


def candidates(fact: Mapping[str, Any], cuts: Iterable[float], between: int) -> list[float]:
    """Returns the cuts that a fact may take and some numbers around each, those good to show first."""
    ordered = sorted(cuts) or [0.0]
    spread = _whole_numbers if fact["whole"] else _fractions
    found = {_tidy(number) for number in spread(ordered, between) if (number, 0.5) > fact["least"]}
    shown = {number for cell in range(len(fact["boundaries"]) + 1) if (number := _shown(fact, cell)) is not None}
    return sorted(shown, key=_size) + sorted(found - shown, key=_size)


def _cuts(fact: Mapping[str, Any]) -> set[float]:
    return {edge for edge, _ in (fact["least"], *fact["boundaries"]) if isfinite(edge)}


def _fractions(cuts: list[float], between: int) -> Iterator[float]:
    yield from cuts
    steps = range(1, between + 1)
    for lower, upper in pairwise(cuts):
        yield from (lower + (upper - lower) * step / (between + 1) for step in steps)
    yield from (cuts[0] - step * _stride(cuts[0]) for step in steps)
    yield from (cuts[-1] + step * _stride(cuts[-1]) for step in steps)


def _whole_numbers(cuts: list[float], between: int) -> Iterator[int]:
    for cut in cuts:
        yield from range(floor(cut) - between, ceil(cut) + between + 1)


def _stride(number: float) -> float:
    return max(1.0, abs(number) / 1000)


def _shown(fact: Mapping[str, Any], cell: int) -> float | None:
    """The number that the engine shows for a cell; None where the cell has no end to show, or holds no number."""
    lower, upper = bounds(fact["boundaries"], cell, fact["least"])
    if lower >= upper or not isfinite(lower[0]):
        return None
    number: float = value_in(lower, upper, fact["whole"])
    inside = index_of(fact["boundaries"], number) == cell and (number, 0.5) > fact["least"]
    return number if inside and (not fact["whole"] or number == int(number)) else None


def _size(number: float) -> tuple[float, float]:
    return abs(number), number


def _tidy(number: float) -> float:
    return int(number) if number == int(number) else number
