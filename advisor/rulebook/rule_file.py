"""One parsed file of a pack: source text, node tree, and the shared list of problems."""

from __future__ import annotations

from typing import Any

from advisor.errors import InputError, Problem
from advisor.notation.load import load_text
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.notation.validation import Model, validated
from advisor.rulebook.pack_files import MAX_BYTES, PackFile, PackListing
from advisor.text.source import Source, Span


class RuleFile:
    """A YAML file parsed with positions; `root` is its top-level mapping."""

    __slots__ = ("name", "problems", "root", "source")

    def __init__(self, name: str, source: Source, root: MappingNode, problems: list[Problem]) -> None:
        self.name = name
        self.source = source
        self.root = root
        self.problems = problems

    @property
    def stem(self) -> str:
        return self.name.rpartition("/")[2].removesuffix(".yaml")

    def span(self, node: TreeNode) -> Span:
        return Span(self.source, node.start, node.end)

    def line(self, node: TreeNode) -> int:
        return self.source.position(node.start)[0]

    def report(self, node: TreeNode, message: str, remedy: str = "") -> None:
        """Reports a problem at a value."""
        self.problems.append(Problem(message, remedy, self.span(node)))

    def report_key(self, mapping: MappingNode, key: str, message: str, remedy: str = "") -> None:
        """Reports a problem at a key."""
        start = mapping.key_offsets.get(key, mapping.start)
        self.problems.append(Problem(message, remedy, Span(self.source, start, start + len(key))))

    def validated(self, node: MappingNode, model: type[Model], value: dict[str, Any] | None = None) -> Model | None:
        """Returns the model of a node, or None after reporting every problem.

        Args:
            value: validated instead of the node's values, if defaults were filled in.
        """
        return validated(self.source, node, model, self.problems, plain_value(node) if value is None else value)


def read_rule_files(listing: PackListing, problems: list[Problem]) -> list[RuleFile]:
    """Returns every file that could be parsed; reports problems with the others."""
    problems.extend(listing.problems)
    return [page for file in listing.files if (page := _read(file, problems)) is not None]


def _read(file: PackFile, problems: list[Problem]) -> RuleFile | None:
    try:
        source = load_text(file.path, max_bytes=MAX_BYTES)
    except InputError as error:
        problems.extend(error.problems)
        return None
    before = len(problems)
    root = parse_tree(source, problems=problems)
    if isinstance(root, MappingNode):
        return RuleFile(file.name, source, root, problems)
    if len(problems) == before:
        problems.append(Problem(f"`{file.name}` must be a mapping (`key: value`).", "", Span(source, 0, 0)))
    return None


def plain_value(node: TreeNode) -> Any:
    """Returns a tree as plain values, with tuples for sequences."""
    match node:
        case ScalarNode():
            return node.value
        case SequenceNode():
            return tuple(plain_value(item) for item in node.items)
        case MappingNode():
            return {key: plain_value(value) for key, value in node.entries.items()}


def mappings_under(page: RuleFile, parent: MappingNode, key: str) -> list[MappingNode]:
    """Returns the mappings listed under a key; reports anything else there."""
    node = parent.entries.get(key)
    if node is None:
        return []
    if not isinstance(node, SequenceNode):
        empty = isinstance(node, ScalarNode) and node.value is None
        page.report_key(parent, key, f"`{key}` {'has no value' if empty else 'must be a list'}.",
                        "Write `[]`, or leave the line out." if empty else "Start each item with `- `.")
        return []
    for item in node.items:
        if not isinstance(item, MappingNode):
            page.report(item, f"An item of `{key}` must be a mapping (`key: value`).")
    return [item for item in node.items if isinstance(item, MappingNode)]
