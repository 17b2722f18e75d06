"""What a document says, and where: scalars, sequences and mappings with their offsets in the source."""

from __future__ import annotations

from typing import Any, TypeAlias

from advisor.source.frozen import NamedTuple


class Scalar(NamedTuple):
    """A text, number, truth value or None, from `start` up to but not including `end` (code-point offsets)."""

    value: Any
    start: int
    end: int


class Sequence(NamedTuple):
    items: list[Node]
    start: int
    end: int


class Mapping(NamedTuple):
    """Keys are texts, as written; `key_offsets` says where each first stands."""

    entries: dict[str, Node]
    key_offsets: dict[str, int]
    start: int
    end: int


Node: TypeAlias = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """Returns a tree as plain values."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.entries.items()}
