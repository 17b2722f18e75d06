"""The possible answers for a fact, as far as the undecided rules distinguish them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.engine.cells import NO_UPPER_LIMIT, Boundary, boundary_above, boundary_below, cell_index, display_value
from advisor.engine.fact_index import FactIndex


class PossibleAnswer(NamedTuple):
    """One answer; for a number, a range from `lower` to `upper` that `value` represents."""

    value: Any
    lower: Boundary | None = None
    upper: Boundary | None = None


def askable_facts(engine: Engine, known: Mapping[str, Any], declined: Collection[str]) -> tuple[str, ...]:
    """Returns the facts that may be asked, in vocabulary order.

    Derived facts are left out, and so is a number that determines a choice until that choice is answered: who knows
    the number knows the choice, and who does not know the choice does not know the number.
    """
    tables = engine.fact_index
    open_facts = tables.look_up(known)[0].unknown_facts
    return tuple(name for name in open_facts if name not in tables.derived and name not in declined
                 and (name not in tables.choice_by_number or tables.choice_by_number[name] in known))


def possible_answers(engine: Engine, name: str, known: Mapping[str, Any]) -> tuple[PossibleAnswer, ...]:
    """Returns the answers for a fact; adjacent number ranges with the same effect are one answer."""
    tables = engine.fact_index
    fact = tables.facts[name]
    if fact["values"]:
        values = (True, False) if True in fact["values"] else fact["values"]  # yes comes first
        return tuple(PossibleAnswer(value) for value in values)
    lower, upper = _limits(tables, name, known)
    edges = [lower, *(edge for edge in _edges(tables, fact, known) if lower < edge < upper), upper]
    masks = tables.cell_masks(name)
    alive = tables.look_up(known)[1] & (engine.ranking.scoring_boxes | engine.advice.conflict_boxes)
    ranges: list[tuple[PossibleAnswer, Any]] = []
    for low, high in pairwise(edges):
        value = display_value(low, high, fact["whole"])
        signature = (masks[cell_index(fact["boundaries"], value)] & alive, _comparisons(tables, name, value, known))
        if ranges and ranges[-1][1] == signature:
            ranges[-1] = (_merged(ranges[-1][0], high, fact["whole"]), signature)
        else:
            ranges.append((PossibleAnswer(value, low, high), signature))
    return tuple(answer for answer, _ in ranges)


def _limits(tables: FactIndex, name: str, known: Mapping[str, Any]) -> tuple[Boundary, Boundary]:
    """Returns the range of a number, limited to the band of its choice if that is answered."""
    least: Boundary = tables.facts[name]["least"]
    choice = tables.choice_by_number.get(name)
    if choice is None or choice not in known:
        return least, NO_UPPER_LIMIT
    edges = tables.bands[choice][1]
    index = next(index for index, (_, value) in enumerate(edges) if value == known[choice])
    upper = (
        boundary_below(edges[index + 1][0], tables.facts[name]["whole"]) if index + 1 < len(edges) else NO_UPPER_LIMIT
    )
    return (max(least, boundary_below(edges[index][0], tables.facts[name]["whole"])) if index else least), upper


def _edges(tables: FactIndex, fact: Mapping[str, Any], known: Mapping[str, Any]) -> list[Boundary]:
    """Returns the boundaries of a fact, including those at known numbers it is compared with."""
    edges = set(fact["boundaries"])
    for compare in tables.comparisons:
        if compare.smaller == fact["name"] and compare.larger in known:
            edges.add(boundary_above(known[compare.larger], fact["whole"]))
        if compare.larger == fact["name"] and compare.smaller in known:
            edges.add(boundary_below(known[compare.smaller], fact["whole"]))
    return sorted(edges)


def _comparisons(tables: FactIndex, name: str, value: float, known: Mapping[str, Any]) -> tuple[bool, ...]:
    facts = {**known, name: value}
    return tuple(facts[compare.smaller] <= facts[compare.larger] for compare in tables.comparisons
                 if name in (compare.smaller, compare.larger) and compare.smaller in facts and compare.larger in facts)


def _merged(answer: PossibleAnswer, upper: Boundary, is_whole: bool) -> PossibleAnswer:
    assert answer.lower is not None
    return PossibleAnswer(display_value(answer.lower, upper, is_whole), answer.lower, upper)
