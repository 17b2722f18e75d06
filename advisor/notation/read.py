"""A source as a tree: YAML 1.2 or JSON, every problem with its place."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from advisor.errors import Problem
from advisor.notation.tree import Node
from advisor.source import Source, Span
from advisor.source.regex import regex

Each = Mapping[str, Callable[[Node], None]]

_JSON_BEGINS = regex(r'\s*(\{\s*["}]|\[\s*(["\]]|\{\s*["}]))')


def read(source: Source, *, problems: list[Problem], each: Each | None = None) -> Node | None:
    """Returns the tree of a text, or None where there is none that can be relied on.

    A tree may come with problems, such as a key that stands twice. Never raises for what the text says.

    Args:
        each: outermost keys whose lists may be long: their items are handed over one by one and not kept.
    """
    with _no_collection():
        if _is_json(source):
            from advisor.notation.json import read_json

            return read_json(source, problems, each or {})
        if source.text.startswith("\ufeff"):  # the parser would not count it
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
def _no_collection() -> Iterator[None]:
    """Does without the search for cycles: trees and findings have none, and it takes long while millions are made."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
