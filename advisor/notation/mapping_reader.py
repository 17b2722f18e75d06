"""Reads a YAML or JSON mapping key by key; an invalid value is reported and reads as absent."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Several

from advisor.notation.limits import MAX_NUMBER
from advisor.notation.problem_collector import ProblemCollector
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span
from advisor.text.suggestions import did_you_mean

MAX_SHOWN = 120  # characters of a value in a remedy
NO_SECTIONS: Mapping[str, str] = {}


class MappingReader:
    """A mapping with its source and the title that messages use for it."""

    __slots__ = ("collector", "mapping", "source", "title")

    def __init__(self, source: Source, mapping: MappingNode, title: str, collector: ProblemCollector) -> None:
        self.source = source
        self.mapping = mapping
        self.title = title
        self.collector = collector

    @property
    def span(self) -> Span:
        return Span(self.source, self.mapping.start, self.mapping.end)

    def key_span(self, key: str) -> Span:
        start = self.mapping.key_offsets[key]
        return Span(self.source, start, start + len(key))

    def value_span(self, node: TreeNode) -> Span:
        return Span(self.source, node.start, node.end)

    def add_problem(self, node: TreeNode, message: str, remedy: str = "", replacement: str = "") -> None:
        """Reports a problem with a value."""
        self.collector.add_at_node(self.source, node, message, remedy, replacement)

    def add_key_problem(self, key: str, message: str, remedy: str = "", replacement: str = "") -> None:
        """Reports a problem with a key."""
        self.collector.add_at_key(self.source, self.mapping, key, message, remedy, replacement)

    def check_keys(self, known: Several[str], sections: Mapping[str, str] = NO_SECTIONS) -> None:
        """Reports unknown keys.

        Args:
            sections: words that are valid elsewhere -> the key they belong under.
        """
        for key in self.mapping.entries:
            if key not in known:
                remedy = did_you_mean(key, known) or f"Known here: {', '.join(known)}."
                replacement = self.collector.find_replacement(key, known)
                if key in sections:
                    remedy, replacement = f"It belongs under `{sections[key]}`.", ""
                self.add_key_problem(key, f"Unknown key {quote_value(key)} of {self.title}.", remedy, replacement)

    def require(self, key: str, remedy: str) -> TreeNode | None:
        """Returns a required value; reports it if missing."""
        node = self.mapping.entries.get(key)
        if node is None:
            start = self.mapping.start
            self.collector.add_at_span(Span(self.source, start, start), f"`{key}` of {self.title} is missing.", remedy)
        return node

    def value(self, key: str) -> TreeNode | None:
        """Returns the value under a key; reports null."""
        node = self.mapping.entries.get(key)
        if isinstance(node, ScalarNode) and node.value is None:
            self.add_problem(node, f"`{key}` has no value.", "Write one, or leave the line out.")
            return None
        return node

    def text(self, key: str) -> str | None:
        node = self._scalar(key, "text")
        if node is None:
            return None
        if isinstance(node.value, str):
            if node.value.strip():
                return node.value
            self.add_problem(node, f"`{key}` is empty.", "Write one, or leave the line out.")
            return None
        raw = self.source.text[node.start : node.end][:MAX_SHOWN]
        self.add_problem(node, f"`{key}` must be text, not {quote_value(node.value)}.", f'Put it in quotes: "{raw}".')
        return None

    def choice(self, key: str, values: Several[str]) -> str | None:
        node = self._scalar(key, "text")
        if node is None or node.value in values:
            return node.value if node else None
        remedy = did_you_mean(node.value, values) if isinstance(node.value, str) else ""
        self.add_problem(node, f"`{key}` takes one of {', '.join(values)}, not {quote_value(node.value)}.", remedy)
        return None

    def number(self, key: str) -> float | None:
        """Returns a number above 0."""
        node = self._scalar(key, "a number")
        return self.check_positive(key, node) if node else None

    def check_positive(self, name: str, node: TreeNode) -> float | None:
        """Returns the value of a node, which must be a number above 0."""
        value = node.value if isinstance(node, ScalarNode) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= MAX_NUMBER:
            return value
        shown = quote_value(value) if isinstance(node, ScalarNode) else "that"
        self.add_problem(node, f"{quote_value(name)} takes a number above 0, not {shown}.")
        return None

    def fraction(self, key: str) -> float | None:
        """Returns a number above 0 and up to 1."""
        value = self.number(key)
        if value is None or value <= 1:
            return value
        remedy = f"Write {value / 100:.10g} for {value:g} %." if value <= 100 else ""
        node = self.mapping.entries[key]
        self.add_problem(node, f"`{key}` takes a share above 0 and up to 1, not {quote_value(value)}.", remedy)
        return None

    def mapping_under(self, key: str, remedy: str = "Write `key: value`.") -> MappingNode | None:
        """Returns the mapping under a key."""
        node = self.mapping.entries.get(key)
        if node is None or isinstance(node, MappingNode):
            return node
        self._add_type_problem(key, node, "must be a mapping.", "Write `{}`, or leave the line out.", remedy)
        return None

    def list_under(self, key: str) -> SequenceNode | None:
        """Returns the list under a key."""
        node = self.mapping.entries.get(key)
        if node is None or isinstance(node, SequenceNode):
            return node
        self._add_type_problem(key, node, "must be a list.", "Write `[]`, or leave the line out.",
                               "Start each item with `- `.")
        return None

    def _add_type_problem(self, key: str, node: TreeNode, fault: str, remedy_if_empty: str, remedy: str) -> None:
        if isinstance(node, ScalarNode) and node.value is None:
            self.add_key_problem(key, f"`{key}` has no value.", remedy_if_empty)
        else:
            self.add_problem(node, f"`{key}` {fault}", remedy)

    def _scalar(self, key: str, expected: str) -> ScalarNode | None:
        node = self.value(key)
        if node is None or isinstance(node, ScalarNode):
            return node
        self.add_problem(node, f"`{key}` must be {expected}.")
        return None
