"""Adds facts to a block that omits them if another part of the document states them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from advisor.linter.documents.blocks import left_out
from advisor.model.checked import Edit, Fix
from advisor.model.finding import Finding
from advisor.notation.quote import quoted
from advisor.notation.tree import Mapping as MappingNode
from advisor.notation.tree import Node, Scalar
from advisor.notation.tree import Sequence as SequenceNode
from advisor.readers.complaints import Complaints
from advisor.readers.documents import Reading
from advisor.readers.excerpts import read_piece
from advisor.readers.fences import Piece, is_fragment
from advisor.source import Source
from advisor.source.regex import regex

UNQUOTED = regex(r"[A-Za-z][\w/-]*(?:\.[\w/-]+)*")
RESERVED_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
KEY_INDENT = "> \t"


class LeftOut:
    """The blocks of a document and the facts that they omit."""

    def __init__(self, reading: Reading, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.reading = reading
        self._interactions = {interaction.id: interaction for interaction in reading.architecture.interactions}
        self._nodes = self._read()

    def fix(self, finding: Finding) -> Fix | None:
        """Returns the fix that adds the facts to the block."""
        interaction = self._interactions.get(finding.interaction)
        node = self._nodes.get(interaction.start) if interaction is not None else None
        if interaction is None or node is None or interaction.source is not self.source:
            return None
        edits = []
        for section in ("needs", "design"):
            facts: Mapping[str, Any] = {name: fact.value for name, fact in left_out(interaction, section).items()}
            if facts:
                edit = self._edit(node, section, facts)
                if edit is None:
                    return None
                edits.append(edit)
        names = ", ".join(quoted(name) for section in ("needs", "design") for name in left_out(interaction, section))
        return Fix(f"Write {names} into the block.", tuple(sorted(edits)), True) if edits else None

    def _read(self) -> dict[int, MappingNode]:
        """Returns the interactions in blocks, by start offset."""
        nodes = {}
        for block in self.reading.blocks.get(self.source.name, ()):
            if is_fragment(block):
                tree = read_piece(Piece(self.source, block.lines), Complaints([self.source]))
                listed = tree.entries.get("interactions") if isinstance(tree, MappingNode) else None
                for node in listed.items if isinstance(listed, SequenceNode) else ():
                    if isinstance(node, MappingNode):
                        nodes[node.start] = node
        return nodes

    def _edit(self, node: MappingNode, section: str, facts: Mapping[str, Any]) -> Edit | None:
        inner = node.entries.get(section)
        if inner is None:
            return self._insert(node, f"{section}: {written(facts)}", f'"{section}": {json.dumps(dict(facts))}')
        if not isinstance(inner, MappingNode) or not inner.entries:
            return None
        entries = ", ".join(f"{name}: {written(value)}" for name, value in facts.items())
        return self._insert(inner, entries, json.dumps(dict(facts))[1:-1], lines=[
            f"{name}: {written(value)}" for name, value in facts.items()])

    def _insert(self, node: MappingNode, flow: str, as_json: str, lines: Sequence[str] = ()) -> Edit | None:
        """Returns an edit that adds entries to a mapping in its own style."""
        if self.text[node.start : node.start + 1] == "{":
            return self._insert_in_braces(node, flow, as_json)
        newline = "\r\n" if "\r\n" in self.text else "\n"
        keys = sorted(node.key_offsets.values())
        for offset in reversed(keys):
            begin = self.text.rfind("\n", 0, offset) + 1
            before = self.text[begin:offset]
            if not before.strip(KEY_INDENT):
                added = f"{newline}{before}".join(lines or [flow])
                return Edit(offset, offset, f"{added}{newline}{before}")
        return None

    def _insert_in_braces(self, node: MappingNode, flow: str, as_json: str) -> Edit | None:
        last = max(node.entries.values(), key=lambda value: value.end)
        first = min(node.key_offsets.values())
        entries = as_json if self.text.startswith('"', first) else flow
        return Edit(last.end, last.end, f", {entries}") if self._has_text(last) else None

    def _has_text(self, node: Node) -> bool:
        """Returns whether a value has text, so that its end is known."""
        return not isinstance(node, Scalar) or self.text[node.start : node.end].strip() != ""


def written(value: Any) -> str:
    """Formats a value as YAML that is valid in flow style, too."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}" if value == int(value) and abs(value) < 1e6 else repr(value)
        case Mapping():
            return "{" + ", ".join(f"{name}: {written(inner)}" for name, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(written, value)) + "]"
        case str() if UNQUOTED.fullmatch(value) and value.lower() not in RESERVED_WORDS:
            return value
    return json.dumps(value, ensure_ascii=False)
