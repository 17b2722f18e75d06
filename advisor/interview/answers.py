"""The possible answers for a fact, as far as the undecided rules distinguish them, and their labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.engine.cells import NO_UPPER_LIMIT, Boundary, boundary_above, boundary_below, cell_index, display_value
from advisor.engine.fact_index import FactIndex
from advisor.model.terms import Term


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


def answer_label(term: Term, answer: PossibleAnswer) -> str:
    """Returns the label of an answer: `yes`, `event - announces that something happened`, `2 to 9`."""
    if answer.lower is None or answer.upper is None:
        if isinstance(answer.value, bool):
            return "yes" if answer.value else "no"
        meaning = term.meanings.get(answer.value, "")
        return f"{answer.value} - {meaning}" if meaning else str(answer.value)
    if term.type == "integer":
        return _integer_range(term, answer.lower, answer.upper)
    return _number_range(term, answer.lower, answer.upper)


def format_number(number: float) -> str:
    """Formats a number with thousands separators, and without `.0`."""
    return f"{int(number):,}" if number == int(number) else f"{number:,}"



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


def _integer_range(term: Term, lower: Boundary, upper: Boundary) -> str:
    minimum = lower[0]
    if upper == NO_UPPER_LIMIT:
        return f"{format_number(minimum)} or more" if minimum > (term.at_least or 0) else "any number"
    maximum = upper[0] - 1
    if minimum == maximum:
        return format_number(minimum)
    if minimum in (float("-inf"), 0):
        return f"up to {format_number(maximum)}"
    return f"{format_number(minimum)} to {format_number(maximum)}"


def _number_range(term: Term, lower: Boundary, upper: Boundary) -> str:
    minimum, is_above = lower
    is_lowest = minimum in (float("-inf"), term.above if is_above else term.at_least)
    begin = f"more than {format_number(minimum)}" if is_above else f"{format_number(minimum)} or more"
    if upper == NO_UPPER_LIMIT:
        return "any number" if is_lowest else begin
    if upper == (minimum, 1):
        return format_number(minimum)
    end = f"up to {format_number(upper[0])}" if upper[1] else f"below {format_number(upper[0])}"
    return end if is_lowest else f"{begin}, {end}"
