"""Validation of fact values in documents, answers, options and packs."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from advisor.notation.limits import MAX_NUMBER
from advisor.text.quoting import quote_value
from advisor.text.suggestions import did_you_mean

if TYPE_CHECKING:
    from advisor.model.fact import Fact
    from advisor.model.terms import Term

ABSENT = "none"


def check_value(term: Term | Fact, value: Any) -> tuple[Any, str, str]:
    """Returns the normalised value, an error message and its remedy; both are empty if it is valid."""
    if value is None:
        instead = f"`{ABSENT}`" if term.absence else "one"
        return None, f"`{term.name}` has no value.", f"Write {instead}, or leave the line out."
    if term.absence and (value is False or value == ABSENT):
        return ABSENT, "", ""
    match term.type:
        case "bool":
            return _check_bool(term, value)
        case "choice":
            return _check_choice(term, value)
        case "number" | "integer":
            return _check_number(term, value)
        case "group":
            return _check_group(term, value)
    if isinstance(value, str) and value.strip():
        return value, "", ""
    remedy = f'Put it in quotes: "{value}".' if isinstance(value, int | float) and not isinstance(value, bool) else ""
    return value, _invalid_value(term, value), remedy


def describe_valid_values(term: Term | Fact) -> str:
    """Returns a description of the valid values of a fact."""
    match term.type:
        case "bool":
            return "true or false"
        case "choice":
            return f"one of {', '.join(term.values)}"
        case "number" | "integer":
            return ("a whole number" if term.type == "integer" else "a number") + _describe_range(term)
        case "group":
            return f"a mapping of {', '.join(field.name for field in term.fields)}"
        case "pattern":
            return "the name of a pattern"
    return "text"


def describe_unknown_field(term: Term | Fact, name: str) -> tuple[str, str]:
    """Returns the message and remedy for an unknown field of a group."""
    fields = [field.name for field in term.fields]
    return f"`{term.name}` has no {quote_value(name)}.", did_you_mean(name, fields) or f"It has {', '.join(fields)}."


def _check_bool(term: Term | Fact, value: Any) -> tuple[Any, str, str]:
    if isinstance(value, bool):
        return value, "", ""
    from advisor.text.scalars import BOOLEAN_SYNONYMS

    instead = BOOLEAN_SYNONYMS.get(value.lower(), "") if isinstance(value, str) else ""
    return value, _invalid_value(term, value), f"Write `{instead}`." if instead else _unquote_remedy(value, bool)


def _check_choice(term: Term | Fact, value: Any) -> tuple[Any, str, str]:
    if isinstance(value, str) and value in term.values:
        return value, "", ""
    if value is False and ABSENT in term.values:
        return value, _invalid_value(term, value), f"Write `{ABSENT}`."
    return value, _invalid_value(term, value), did_you_mean(value, term.values) if isinstance(value, str) else ""


def _check_number(term: Term | Fact, value: Any) -> tuple[Any, str, str]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and abs(value) <= MAX_NUMBER and isfinite(value) and not _is_out_of_range(term, value):
        if term.type == "number":
            return value, "", ""
        if value == int(value):
            return int(value), "", ""
    if is_number and not abs(value) <= MAX_NUMBER:  # NaN included
        return value, _invalid_value(term, value), f"Numbers go up to {MAX_NUMBER:g}." if value == value else ""
    return value, _invalid_value(term, value), _unquote_remedy(value, int, float)


def _unquote_remedy(value: Any, *types: type) -> str:
    from advisor.text.scalars import MAX_DIGITS, scalar_value

    is_quoted_value = isinstance(value, str) and len(value) <= MAX_DIGITS and type(scalar_value(value)) in types
    return "Write it without quotes." if is_quoted_value else ""


def _check_group(term: Term | Fact, value: Any) -> tuple[Any, str, str]:
    if not isinstance(value, Mapping):
        return value, _invalid_value(term, value), f"Write `{{{term.fields[0].name}: ...}}`." if term.fields else ""
    fields = {field.name: field for field in term.fields}
    checked = {}
    for name, field_value in value.items():
        if name not in fields:
            return value, *describe_unknown_field(term, name)
        checked[name], message, remedy = check_value(fields[name], field_value)
        if message:
            return value, message, remedy
    return checked, "", ""


def _invalid_value(term: Term | Fact, value: Any) -> str:
    shown = quote_value(value) if _is_scalar(value) else quote_value(value).strip("`")
    return f"`{term.name}` takes {describe_valid_values(term)}, not {shown}."


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _is_out_of_range(term: Term | Fact, value: float) -> bool:
    return (term.at_least is not None and value < term.at_least) or (term.above is not None and value <= term.above)


def _describe_range(term: Term | Fact) -> str:
    if term.at_least is not None:
        return f" of at least {term.at_least:g}"
    return f" above {term.above:g}" if term.above is not None else ""
