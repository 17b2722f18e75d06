"""Reads the facts of one interaction from a YAML or JSON mapping of fact to value."""

from __future__ import annotations

from typing import Any

from advisor.errors import InputError, Problem
from advisor.model.terms import Terms
from advisor.model.value_checks import check_value
from advisor.notation.load import load_text
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, TreeNode, to_plain
from advisor.text.source import Source, Span
from advisor.text.suggestions import did_you_mean


def read_facts(path: str, terms: Terms) -> dict[str, Any]:
    """Returns the facts in a file. Raises InputError with every problem of the file."""
    source = load_text(path)
    problems: list[Problem] = []
    tree = parse_tree(source, problems=problems)
    facts = _facts(tree, source, terms, problems) if isinstance(tree, MappingNode) else {}
    if tree is not None and not isinstance(tree, MappingNode):
        problems.append(Problem("Facts are a mapping.", "Write one fact a line, such as `replay: true`.",
                                Span(source, tree.start, tree.end)))
    if problems:
        raise InputError(problems)
    return facts


def _facts(tree: MappingNode, source: Source, terms: Terms, problems: list[Problem]) -> dict[str, Any]:
    facts = {}
    for name, node in tree.entries.items():
        term = terms.needs.get(name)
        if term is None:
            start = tree.key_offsets[name]
            problems.append(Problem(f"There is no fact `{name}`.", did_you_mean(name, terms.needs),
                                    Span(source, start, start + len(name))))
        else:
            value, message, remedy = check_value(term, to_plain(node))
            facts[name] = value
            if message:
                problems.append(Problem(message, remedy, _span(source, node)))
    return facts


def _span(source: Source, node: TreeNode) -> Span:
    return Span(source, node.start, node.end)
