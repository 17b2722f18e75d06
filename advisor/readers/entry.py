"""Reads a YAML or JSON mapping key by key; an invalid value is reported and reads as absent."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Several

from advisor.model.values import LARGEST
from advisor.notation.quote import quoted
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping as MappingNode
from advisor.notation.tree import Node, Scalar, Sequence
from advisor.readers.complaints import Complaints
from advisor.readers.names import LONGEST_NAME
from advisor.source import Source, Span

NO_SECTIONS: Mapping[str, str] = {}


class Entry:
    """A mapping with its source and the title that messages use for it."""

    __slots__ = ("complaints", "mapping", "source", "title")

    def __init__(self, source: Source, mapping: MappingNode, title: str, collector: Complaints) -> None:
        self.source = source
        self.mapping = mapping
        self.title = title
        self.complaints = collector

    @property
    def span(self) -> Span:
        return Span(self.source, self.mapping.start, self.mapping.end)

    def wrong(self, node: Node, message: str, remedy: str = "", replacement: str = "") -> None:
        """Reports a problem with a value."""
        self.complaints.at(self.source, node, message, remedy, replacement)

    def wrong_key(self, key: str, message: str, remedy: str = "", replacement: str = "") -> None:
        """Reports a problem with a key."""
        self.complaints.key(self.source, self.mapping, key, message, remedy, replacement)

    def check_keys(self, known: Several[str], sections: Mapping[str, str] = NO_SECTIONS) -> None:
        """Reports unknown keys.

        Args:
            sections: words that are valid elsewhere -> the key they belong under.
        """
        for key in self.mapping.entries:
            if key not in known:
                remedy = did_you_mean(key, known) or f"Known here: {', '.join(known)}."
                replacement = self.complaints.replacement(key, known)
                if key in sections:
                    remedy, replacement = f"It belongs under `{sections[key]}`.", ""
                self.wrong_key(key, f"Unknown key {quoted(key)} of {self.title}.", remedy, replacement)

    def require(self, key: str, remedy: str) -> Node | None:
        """Returns a required value; reports it if missing."""
        node = self.mapping.entries.get(key)
        if node is None:
            start = self.mapping.start
            self.complaints.span(Span(self.source, start, start), f"`{key}` of {self.title} is missing.", remedy)
        return node

    def text(self, key: str) -> str | None:
        node = self._scalar(key, "text")
        if node is None:
            return None
        if isinstance(node.value, str):
            if node.value.strip():
                return node.value
            self.wrong(node, f"`{key}` is empty.", "Write one, or leave the line out.")
            return None
        raw = self.source.text[node.start : node.end][:LONGEST_NAME]
        self.wrong(node, f"`{key}` must be text, not {quoted(node.value)}.", f'Put it in quotes: "{raw}".')
        return None

    def choice(self, key: str, values: Several[str]) -> str | None:
        node = self._scalar(key, "text")
        if node is None or node.value in values:
            return node.value if node else None
        remedy = did_you_mean(node.value, values) if isinstance(node.value, str) else ""
        self.wrong(node, f"`{key}` takes one of {', '.join(values)}, not {quoted(node.value)}.", remedy)
        return None

    def number(self, key: str) -> float | None:
        """Returns a number above 0."""
        node = self._scalar(key, "a number")
        return self.positive(key, node) if node else None

    def positive(self, name: str, node: Node) -> float | None:
        """Returns the value of a node, which must be a number above 0."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LARGEST:
            return value
        shown = quoted(value) if isinstance(node, Scalar) else "that"
        self.wrong(node, f"{quoted(name)} takes a number above 0, not {shown}.")
        return None

    def share(self, key: str) -> float | None:
        """Returns a number above 0 and up to 1."""
        value = self.number(key)
        if value is None or value <= 1:
            return value
        remedy = f"Write {value / 100:.10g} for {value:g} %." if value <= 100 else ""
        node = self.mapping.entries[key]
        self.wrong(node, f"`{key}` takes a share above 0 and up to 1, not {quoted(value)}.", remedy)
        return None

    def inner(self, key: str) -> MappingNode | None:
        """Returns the mapping under a key."""
        node = self.mapping.entries.get(key)
        if node is None or isinstance(node, MappingNode):
            return node
        self._add_type_problem(key, node, "must be a mapping.", "Write `{}`, or leave the line out.",
                               "Write `key: value`.")
        return None

    def items(self, key: str) -> Sequence | None:
        """Returns the list under a key."""
        node = self.mapping.entries.get(key)
        if node is None or isinstance(node, Sequence):
            return node
        self._add_type_problem(key, node, "must be a list.", "Write `[]`, or leave the line out.",
                               "Start each item with `- `.")
        return None

    def _add_type_problem(self, key: str, node: Node, fault: str, remedy_if_empty: str, remedy: str) -> None:
        if isinstance(node, Scalar) and node.value is None:
            self.wrong_key(key, f"`{key}` has no value.", remedy_if_empty)
        else:
            self.wrong(node, f"`{key}` {fault}", remedy)

    def _scalar(self, key: str, expected: str) -> Scalar | None:
        node = self.mapping.entries.get(key)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.wrong(node, f"`{key}` must be {expected}.")
            return None
        if node.value is None:
            self.wrong(node, f"`{key}` has no value.", "Write one, or leave the line out.")
            return None
        return node
