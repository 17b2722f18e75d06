"""Resolves fact names and aliases, and validates needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.errors import InputError, Problem
from advisor.model.terms import Term, Terms
from advisor.model.value_checks import check_value
from advisor.text.quoting import quote_value
from advisor.text.suggestions import did_you_mean


def check_facts(facts: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Returns validated needs by fact name; aliases are accepted. Raises InputError with every problem."""
    problems = []
    checked: dict[str, Any] = {}
    names = names_by_word(terms.needs)
    for word, value in facts.items():
        name = names.get(word)
        if name is None:
            problems.append(Problem(*unknown_fact_message(word, "needs", terms)))
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


def names_by_word(section: Mapping[str, Term]) -> dict[str, str]:
    """Returns the fact name for each accepted word of a section."""
    return {word: term.name for term in section.values() for word in (*term.aliases, term.name)}


def unknown_fact_message(word: str, section: str, terms: Terms) -> tuple[str, str]:
    """Returns message and remedy for a word that is not a fact of a section (`needs` or `design`)."""
    other = "design" if section == "needs" else "needs"
    here, there = names_by_word(getattr(terms, section)), names_by_word(getattr(terms, other))
    if word in there:
        return f"{quote_value(word)} is not a fact of `{section}`.", f"{quote_value(word)} belongs under `{other}`."
    known = f"The facts are {', '.join(getattr(terms, section))}."
    return f"There is no fact {quote_value(word)}.", did_you_mean(word, here) or did_you_mean(word, there) or known
