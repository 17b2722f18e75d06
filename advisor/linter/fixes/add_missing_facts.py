"""Adds facts to a block that omits them if another part of the document states them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from advisor.extraction.architecture.yaml_blocks import Fragment, is_fragment, parse_fragment
from advisor.extraction.documents import DocumentReading
from advisor.linter.checks.incomplete_block import facts_outside_block
from advisor.model.finding import Finding, Fix, TextEdit
from advisor.notation.problem_collector import ProblemCollector
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.text.quoting import quote_value
from advisor.text.source import Source

UNQUOTED = re.compile(r"[A-Za-z][\w/-]*(?:\.[\w/-]+)*")
RESERVED_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
KEY_INDENT = "> \t"


class MissingFactsFixer:
    """The blocks of a document and the facts that they omit."""

    def __init__(self, reading: DocumentReading, source: Source) -> None:
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
            facts: Mapping[str, Any] = {
                name: fact.value for name, fact in facts_outside_block(interaction, section).items()
            }
            if facts:
                edit = self._edit(node, section, facts)
                if edit is None:
                    return None
                edits.append(edit)
        names = ", ".join(
            quote_value(name) for section in ("needs", "design") for name in facts_outside_block(interaction, section)
        )
        return Fix(f"Write {names} into the block.", tuple(sorted(edits)), True) if edits else None

    def _read(self) -> dict[int, MappingNode]:
        """Returns the interactions in blocks, by start offset."""
        nodes = {}
        for block in self.reading.blocks.get(self.source.name, ()):
            if is_fragment(block):
                tree = parse_fragment(Fragment(self.source, block.lines), ProblemCollector([self.source]))
                listed = tree.entries.get("interactions") if isinstance(tree, MappingNode) else None
                for node in listed.items if isinstance(listed, SequenceNode) else ():
                    if isinstance(node, MappingNode):
                        nodes[node.start] = node
        return nodes

    def _edit(self, node: MappingNode, section: str, facts: Mapping[str, Any]) -> TextEdit | None:
        inner = node.entries.get(section)
        if inner is None:
            return self._insert(node, f"{section}: {format_yaml(facts)}", f'"{section}": {json.dumps(dict(facts))}')
        if not isinstance(inner, MappingNode) or not inner.entries:
            return None
        entries = ", ".join(f"{name}: {format_yaml(value)}" for name, value in facts.items())
        return self._insert(inner, entries, json.dumps(dict(facts))[1:-1], lines=[
            f"{name}: {format_yaml(value)}" for name, value in facts.items()])

    def _insert(self, node: MappingNode, flow: str, as_json: str, lines: Sequence[str] = ()) -> TextEdit | None:
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
                return TextEdit(offset, offset, f"{added}{newline}{before}")
        return None

    def _insert_in_braces(self, node: MappingNode, flow: str, as_json: str) -> TextEdit | None:
        last = max(node.entries.values(), key=lambda value: value.end)
        first = min(node.key_offsets.values())
        entries = as_json if self.text.startswith('"', first) else flow
        return TextEdit(last.end, last.end, f", {entries}") if self._has_text(last) else None

    def _has_text(self, node: TreeNode) -> bool:
        """Returns whether a value has text, so that its end is known."""
        return not isinstance(node, ScalarNode) or self.text[node.start : node.end].strip() != ""


def format_yaml(value: Any) -> str:
    """Formats a value as YAML that is valid in flow style, too."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}" if value == int(value) and abs(value) < 1e6 else repr(value)
        case Mapping():
            return "{" + ", ".join(f"{name}: {format_yaml(inner)}" for name, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(format_yaml, value)) + "]"
        case str() if UNQUOTED.fullmatch(value) and value.lower() not in RESERVED_WORDS:
            return value
    return json.dumps(value, ensure_ascii=False)
