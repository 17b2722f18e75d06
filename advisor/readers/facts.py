"""Whether a value fits a fact, and what it then is."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from advisor.errors import InputError, Problem
from advisor.model.terms import Term, Terms
from advisor.notation.quote import quoted
from advisor.notation.suggest import did_you_mean

LARGEST = 1e15  # beyond it, neighbouring whole numbers are no longer told apart
ABSENT = "none"
YES_AND_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}


def check_facts(facts: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Returns needs, given by name or alias, as they are kept. Raises InputError with every problem."""
    problems = []
    checked: dict[str, Any] = {}
    names = names_of(terms.needs)
    for word, value in facts.items():
        name = names.get(word)
        if name is None:
            problems.append(Problem(*unknown_fact(word, "needs", terms)))
            continue
        value, message, remedy = check_value(terms.needs[name], value)
        if name in checked:
            message, remedy = f"`{name}` is given twice, by name and by another name.", "Keep one of the two."
        if message:
            problems.append(Problem(message, remedy))
        checked[name] = value
    if problems:
        raise InputError(problems)
    return checked


def check_value(term: Term, value: Any) -> tuple[Any, str, str]:
    """Returns the value as it is kept, what is wrong with it and the remedy; both are empty where it fits."""
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
    fix = f'Put it in quotes: "{value}".' if isinstance(value, int | float) and not isinstance(value, bool) else ""
    return value, _misfit(term, value), fix


def names_of(section: Mapping[str, Term]) -> dict[str, str]:
    """Returns every accepted word of a section with the fact it stands for."""
    return {word: term.name for term in section.values() for word in (*term.aliases, term.name)}


def unknown_fact(word: str, section: str, terms: Terms) -> tuple[str, str]:
    """Returns what to say of a word that is no fact of a section (`needs` or `design`), and the remedy."""
    other = "design" if section == "needs" else "needs"
    here, there = names_of(getattr(terms, section)), names_of(getattr(terms, other))
    if word in there:
        return f"{quoted(word)} is not a fact of `{section}`.", f"{quoted(word)} belongs under `{other}`."
    known = f"The facts are {', '.join(getattr(terms, section))}."
    return f"There is no fact {quoted(word)}.", did_you_mean(word, here) or did_you_mean(word, there) or known


def kind(term: Term) -> str:
    """Returns what a fact takes, in words."""
    match term.type:
        case "bool":
            return "true or false"
        case "choice":
            return f"one of {', '.join(term.values)}"
        case "number" | "integer":
            return ("a whole number" if term.type == "integer" else "a number") + _range(term)
        case "group":
            return f"a mapping of {', '.join(field.name for field in term.fields)}"
        case "pattern":
            return "the name of a pattern"
    return "text"


def _check_bool(term: Term, value: Any) -> tuple[Any, str, str]:
    if isinstance(value, bool):
        return value, "", ""
    instead = YES_AND_NO.get(value.lower(), "") if isinstance(value, str) else ""
    return value, _misfit(term, value), f"Write `{instead}`." if instead else _without_quotes(value, bool)


def _check_choice(term: Term, value: Any) -> tuple[Any, str, str]:
    if isinstance(value, str) and value in term.values:
        return value, "", ""
    if value is False and ABSENT in term.values:
        return value, _misfit(term, value), f"Write `{ABSENT}`."
    return value, _misfit(term, value), did_you_mean(value, term.values) if isinstance(value, str) else ""


def _check_number(term: Term, value: Any) -> tuple[Any, str, str]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and abs(value) <= LARGEST and isfinite(value) and not _outside(term, value):
        if term.type == "number":
            return value, "", ""
        if value == int(value):
            return int(value), "", ""
    if is_number and not abs(value) <= LARGEST:  # NaN included
        return value, _misfit(term, value), f"Numbers go up to {LARGEST:g}." if value == value else ""
    return value, _misfit(term, value), _without_quotes(value, int, float)


def _without_quotes(value: Any, *kinds: type) -> str:
    from advisor.notation.words import MOST_DIGITS, meaning

    is_meant = isinstance(value, str) and len(value) <= MOST_DIGITS and type(meaning(value)) in kinds
    return "Write it without quotes." if is_meant else ""


def _check_group(term: Term, value: Any) -> tuple[Any, str, str]:
    if not isinstance(value, Mapping):
        return value, _misfit(term, value), f"Write `{{{term.fields[0].name}: ...}}`." if term.fields else ""
    fields = {field.name: field for field in term.fields}
    checked = {}
    for name, inner in value.items():
        if name not in fields:
            return value, *unknown_field(term, name)
        checked[name], message, remedy = check_value(fields[name], inner)
        if message:
            return value, message, remedy
    return checked, "", ""


def unknown_field(term: Term, name: str) -> tuple[str, str]:
    """Returns what to say of a word that is no field of a group, and the remedy."""
    fields = [field.name for field in term.fields]
    return f"`{term.name}` has no {quoted(name)}.", did_you_mean(name, fields) or f"It has {', '.join(fields)}."


def _misfit(term: Term, value: Any) -> str:
    return f"`{term.name}` takes {kind(term)}, not {quoted(value) if _is_scalar(value) else quoted(value).strip('`')}."


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _outside(term: Term, value: float) -> bool:
    return (term.at_least is not None and value < term.at_least) or (term.above is not None and value <= term.above)


def _range(term: Term) -> str:
    if term.at_least is not None:
        return f" of at least {term.at_least:g}"
    return f" above {term.above:g}" if term.above is not None else ""
