"""Answers as a person reads them."""

from __future__ import annotations

from advisor.engine.cells import NO_VALUE, Boundary
from advisor.model.terms import Term
from advisor.questionnaire.answers import Answer


def label(term: Term, answer: Answer) -> str:
    """Returns an answer in words: `yes`, `event - announces that something happened`, `2 to 9`."""
    if answer.lower is None or answer.upper is None:
        if isinstance(answer.value, bool):
            return "yes" if answer.value else "no"
        meaning = term.meanings.get(answer.value, "")
        return f"{answer.value} - {meaning}" if meaning else str(answer.value)
    if term.type == "integer":
        return _whole(term, answer.lower, answer.upper)
    return _number(term, answer.lower, answer.upper)


def shown_number(number: float) -> str:
    """Returns a number with separators between thousands, and without a needless fraction."""
    return f"{int(number):,}" if number == int(number) else f"{number:,}"


def _whole(term: Term, lower: Boundary, upper: Boundary) -> str:
    least = lower[0]
    if upper == NO_VALUE:
        return f"{shown_number(least)} or more" if least > (term.at_least or 0) else "any number"
    most = upper[0] - 1
    if least == most:
        return shown_number(least)
    if least in (float("-inf"), 0):
        return f"up to {shown_number(most)}"
    return f"{shown_number(least)} to {shown_number(most)}"


def _number(term: Term, lower: Boundary, upper: Boundary) -> str:
    least, is_above = lower
    starts_at_least = least in (float("-inf"), term.above if is_above else term.at_least)
    begin = f"more than {shown_number(least)}" if is_above else f"{shown_number(least)} or more"
    if upper == NO_VALUE:
        return "any number" if starts_at_least else begin
    if upper == (least, 1):
        return shown_number(least)
    end = f"up to {shown_number(upper[0])}" if upper[1] else f"below {shown_number(upper[0])}"
    return end if starts_at_least else f"{begin}, {end}"
