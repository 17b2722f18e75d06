"""Tree of a YAML or JSON document: scalars, sequences and mappings with source offsets."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias


class ScalarNode(NamedTuple):
    """A string, number, boolean or None, from `start` to `end` (exclusive; code-point offsets)."""

    value: Any
    start: int
    end: int


class SequenceNode(NamedTuple):
    items: list[TreeNode]
    start: int
    end: int


class MappingNode(NamedTuple):
    """Keys are strings as written; `key_offsets` has the first offset of each."""

    entries: dict[str, TreeNode]
    key_offsets: dict[str, int]
    start: int
    end: int


TreeNode: TypeAlias = ScalarNode | SequenceNode | MappingNode


def to_plain(node: TreeNode) -> Any:
    """Converts a tree to plain values."""
    match node:
        case ScalarNode():
            return node.value
        case SequenceNode():
            return [to_plain(item) for item in node.items]
        case MappingNode():
            return {key: to_plain(value) for key, value in node.entries.items()}


def text_under(mapping: MappingNode, key: str) -> str:
    """Returns the text under a key, or '' if there is none."""
    node = mapping.entries.get(key)
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else ""
