"""Parses YAML 1.2 or JSON into a tree with source offsets."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from advisor.errors import Problem
from advisor.notation.tree import TreeNode
from advisor.text.source import Source, Span

ItemHandlers = Mapping[str, Callable[[TreeNode], None]]

_JSON_BEGINS = re.compile(r'\s*(\{\s*["}]|\[\s*(["\]]|\{\s*["}]))')


def parse_tree(source: Source, *, problems: list[Problem], each: ItemHandlers | None = None) -> TreeNode | None:
    """Returns the tree of a text, or None if it cannot be parsed reliably.

    A tree can come with problems, such as a duplicate key. Never raises for invalid input.

    Args:
        each: handlers of long lists by top-level key: they receive the items one by one, which are not kept.
    """
    with _gc_disabled():
        if _is_json(source):
            from advisor.notation.json import read_json

            return read_json(source, problems, each or {})
        if source.text.startswith("\ufeff"):  # not counted in the parser's offsets
            problems.append(Problem("The text begins with a byte order mark.", "Remove it.", Span(source, 0, 1)))
            return None
        from advisor.notation.yaml import read_yaml

        return read_yaml(source, problems, each or {})


def _is_json(source: Source) -> bool:
    name = source.name.lower()
    if name.endswith((".yaml", ".yml")):
        return False
    return name.endswith(".json") or _JSON_BEGINS.match(source.text) is not None


@contextmanager
def _gc_disabled() -> Iterator[None]:
    """Disables garbage collection: trees have no cycles, and it is slow with millions of objects."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
