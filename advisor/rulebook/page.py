"""One parsed file of a pack: source text, node tree, and the shared list of problems."""

from __future__ import annotations

from typing import Any

from advisor.errors import InputError, Problem
from advisor.notation.load import load_text
from advisor.notation.read import read
from advisor.notation.tree import Mapping, Node, Scalar, Sequence
from advisor.rulebook.files import MAX_BYTES, Listing, PackFile
from advisor.source import Source, Span


class Page:
    """A YAML file parsed with positions; `root` is its top-level mapping."""

    __slots__ = ("name", "problems", "root", "source")

    def __init__(self, name: str, source: Source, root: Mapping, problems: list[Problem]) -> None:
        self.name = name
        self.source = source
        self.root = root
        self.problems = problems

    @property
    def stem(self) -> str:
        return self.name.rpartition("/")[2].removesuffix(".yaml")

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    def line(self, node: Node) -> int:
        return self.source.place(node.start)[0]

    def wrong(self, node: Node, message: str, remedy: str = "") -> None:
        """Reports a problem at a value."""
        self.problems.append(Problem(message, remedy, self.span(node)))

    def wrong_key(self, mapping: Mapping, key: str, message: str, remedy: str = "") -> None:
        """Reports a problem at a key."""
        start = mapping.key_offsets.get(key, mapping.start)
        self.problems.append(Problem(message, remedy, Span(self.source, start, start + len(key))))


def read_pages(listing: Listing, problems: list[Problem]) -> list[Page]:
    """Returns every file that could be parsed; reports problems with the others."""
    problems.extend(listing.problems)
    return [page for file in listing.files if (page := _read(file, problems)) is not None]


def _read(file: PackFile, problems: list[Problem]) -> Page | None:
    try:
        source = load_text(file.path, max_bytes=MAX_BYTES)
    except InputError as error:
        problems.extend(error.problems)
        return None
    before = len(problems)
    root = read(source, problems=problems)
    if isinstance(root, Mapping):
        return Page(file.name, source, root, problems)
    if len(problems) == before:
        problems.append(Problem(f"`{file.name}` must be a mapping (`key: value`).", "", Span(source, 0, 0)))
    return None


def values(node: Node) -> Any:
    """Returns a tree as plain values, with tuples for sequences."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return tuple(values(item) for item in node.items)
        case Mapping():
            return {key: values(value) for key, value in node.entries.items()}


def items(page: Page, parent: Mapping, key: str) -> list[Mapping]:
    """Returns the mappings listed under a key; reports anything else there."""
    node = parent.entries.get(key)
    if node is None:
        return []
    if not isinstance(node, Sequence):
        empty = isinstance(node, Scalar) and node.value is None
        page.wrong_key(parent, key, f"`{key}` {'has no value' if empty else 'must be a list'}.",
                       "Write `[]`, or leave the line out." if empty else "Start each item with `- `.")
        return []
    for item in node.items:
        if not isinstance(item, Mapping):
            page.wrong(item, f"An item of `{key}` must be a mapping (`key: value`).")
    return [item for item in node.items if isinstance(item, Mapping)]


def text(mapping: Mapping, key: str) -> str:
    """Returns the text under a key, or '' if there is none."""
    node = mapping.entries.get(key)
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""
