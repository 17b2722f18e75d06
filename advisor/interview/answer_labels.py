"""Human-readable labels of answers."""

from __future__ import annotations

from advisor.engine.cells import NO_UPPER_LIMIT, Boundary
from advisor.interview.answers import PossibleAnswer
from advisor.model.terms import Term


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
