"""Reads the facts of one interaction from a YAML or JSON mapping of fact to value."""

from __future__ import annotations

from typing import Any

from advisor.errors import InputError, Problem
from advisor.model.terms import Terms
from advisor.model.value_checks import check_value
from advisor.notation.mapping_file import read_mapping
from advisor.notation.mapping_reader import MappingReader
from advisor.notation.tree import to_plain
from advisor.text.suggestions import did_you_mean


def read_facts(path: str, terms: Terms) -> dict[str, Any]:
    """Returns the facts in a file. Raises InputError with every problem of the file."""
    problems: list[Problem] = []
    entry = read_mapping(path, "Facts", "Write one fact a line, such as `replay: true`.", problems)
    facts = _facts(entry, terms) if entry else {}
    if problems:
        raise InputError(problems)
    return facts


def _facts(entry: MappingReader, terms: Terms) -> dict[str, Any]:
    facts = {}
    for name, node in entry.mapping.entries.items():
        term = terms.needs.get(name)
        if term is None:
            entry.add_key_problem(name, f"There is no fact `{name}`.", did_you_mean(name, terms.needs))
        else:
            facts[name], message, remedy = check_value(term, to_plain(node))
            if message:
                entry.add_problem(node, message, remedy)
    return facts
