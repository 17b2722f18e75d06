"""Reads a YAML or JSON file that holds one mapping."""

from __future__ import annotations

from advisor.errors import InputError, Problem
from advisor.notation.limits import MAX_BYTES
from advisor.notation.load import load_text
from advisor.notation.mapping_reader import MappingReader
from advisor.notation.problem_collector import ProblemCollector
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode
from advisor.text.source import Span


def read_mapping(
    path: str, title: str, remedy: str, problems: list[Problem], max_bytes: int = MAX_BYTES
) -> MappingReader | None:
    """Returns a reader of the mapping in a file, or None if there is none.

    Args:
        title: of the content, in the plural.
        remedy: if it is no mapping.
        problems: receives the problems of the file, those that the reader finds included.
    """
    try:
        source = load_text(path, max_bytes=max_bytes)
    except InputError as error:
        problems.extend(error.problems)
        return None
    tree = parse_tree(source, problems=problems)
    if isinstance(tree, MappingNode):
        return MappingReader(source, tree, title, ProblemCollector((source,), problems))
    if tree is not None:
        problems.append(Problem(f"{title} are a mapping.", remedy, Span(source, tree.start, tree.end)))
    return None
