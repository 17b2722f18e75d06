"""Flip points: single-fact changes, stated or not, after which another pattern is recommended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from advisor.engine.cells import NO_UPPER_LIMIT, Boundary, boundary_above, boundary_below, display_value
from advisor.engine.fact_index import FactIndex
from advisor.model.recommendation import FlipPoint

WinnerFunction = Callable[[Mapping[str, Any]], str | None]


class FlipAnalysis(NamedTuple):
    """Results of changing each fact alone."""

    flip_points: tuple[FlipPoint, ...]  # the nearest value for each fact and pattern
    flip_shares: dict[str, float]  # fact -> share of its other cells that change the winner


def analyse_flips(
    tables: FactIndex, facts: Mapping[str, Any], current: str | None, answer: WinnerFunction
) -> FlipAnalysis:
    """Returns all single-fact changes after which another pattern than `current` is recommended."""
    flips: list[FlipPoint] = []
    shares: dict[str, float] = {}
    for name in tables.facts:
        values = list(_other_values(tables, name, facts))
        flip_points: dict[str, FlipPoint] = {}
        changed = 0
        for value in values:
            pattern = answer({**facts, name: value})
            if pattern is not None and pattern != current:
                changed += 1
                flip_points.setdefault(pattern, FlipPoint(name, facts.get(name), value, pattern))
        flips.extend(flip_points.values())
        if changed:
            shares[name] = changed / len(values)
    return FlipAnalysis(tuple(flips), shares)


def _other_values(tables: FactIndex, name: str, facts: Mapping[str, Any]) -> Iterator[Any]:
    """Yields a value of each other cell, nearest first; none for a choice that follows from a stated number."""
    fact = tables.facts[name]
    outranked = name in tables.bands and tables.bands[name][0] in facts
    if name in tables.derived or outranked:
        return
    if fact["values"]:
        yield from (value for value in fact["values"] if value != facts.get(name))
        return
    current = facts.get(name)
    edges = [fact["least"], *_edges(tables, fact, facts), NO_UPPER_LIMIT]
    values = [display_value(lower, upper, fact["whole"], current) for lower, upper in pairwise(edges)
              if current is None or not lower < (current, 0.5) < upper]
    yield from values if current is None else sorted(values, key=lambda value: abs(value - current))


def _edges(tables: FactIndex, fact: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Boundary]:
    """Returns the fact's own boundaries and those at stated numbers that it is compared with."""
    edges = set(fact["boundaries"])
    for compare in tables.comparisons:
        if compare.smaller == fact["name"] and compare.larger in facts:
            edges.add(boundary_above(facts[compare.larger], fact["whole"]))
        if compare.larger == fact["name"] and compare.smaller in facts:
            edges.add(boundary_below(facts[compare.smaller], fact["whole"]))
    return sorted(edge for edge in edges if edge > fact["least"])
