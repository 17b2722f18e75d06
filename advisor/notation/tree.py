"""Tree of a YAML or JSON document: scalars, sequences and mappings with source offsets."""

from __future__ import annotations

from typing import Any, TypeAlias

from advisor.source.frozen import NamedTuple


class Scalar(NamedTuple):
    """A string, number, boolean or None, from `start` to `end` (exclusive; code-point offsets)."""

    value: Any
    start: int
    end: int


class Sequence(NamedTuple):
    items: list[Node]
    start: int
    end: int


class Mapping(NamedTuple):
    """Keys are strings as written; `key_offsets` has the first offset of each."""

    entries: dict[str, Node]
    key_offsets: dict[str, int]
    start: int
    end: int


Node: TypeAlias = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """Converts a tree to plain values."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.entries.items()}
