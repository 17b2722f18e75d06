"""JSON parser with source offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]

from advisor.errors import Problem
from advisor.notation.limits import MAX_DEPTH, MAX_NODES, ProblemLog, UnreadableError
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.text.quoting import quote_value
from advisor.text.scalars import parse_number
from advisor.text.source import Source

NodeHandler = Callable[[TreeNode], None]

LITERALS = {"true": True, "false": False, "null": None}

_blank = re.compile(r"[ \t\n\r]*").match
_number = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?").match
_word = re.compile(r"[^\s,:\[\]{}\"]+").match
_surrogate = re.compile("[\ud800-\udfff]").search


def read_json(source: Source, problems: list[Problem], each: Mapping[str, NodeHandler]) -> TreeNode | None:
    """Returns the tree of a JSON text, or None if it is invalid."""
    notes = ProblemLog(source, problems)
    reader = _JsonReader(notes, each)
    try:
        node = reader.value(reader.skip_blanks(0), 1, None)
        end = reader.skip_blanks(node.end)
        if end < len(source.text):
            raise reader.fatal(end, "The JSON goes on after its end.", "Give each document a file of its own.")
        return node
    except UnreadableError:
        return None


class _JsonReader:
    def __init__(self, notes: ProblemLog, each: Mapping[str, NodeHandler]) -> None:
        self.notes = notes
        self.text = notes.source.text
        self.each = each
        self.node_count = 0
        self.strings: dict[str, str] = {}  # interned, to save memory

    def skip_blanks(self, at: int) -> int:
        """Returns the offset of the next non-blank character."""
        return _blank(self.text, at).end()  # type: ignore[union-attr]

    def fatal(self, at: int, message: str, remedy: str) -> UnreadableError:
        """Records a fatal problem; returns the error to raise."""
        self.notes.record(at, min(at + 1, len(self.text)), message, remedy)
        return UnreadableError()

    def value(self, at: int, depth: int, take: NodeHandler | None) -> TreeNode:
        """Parses the value at an offset; `take` receives the items of a list instead of it."""
        self.node_count += 1
        if self.node_count > MAX_NODES:
            raise self.notes.too_large(at)
        first = self.text[at : at + 1]
        if first == '"':
            text, end = self._string(at)
            return ScalarNode(text, at, end)
        if first in ("{", "["):
            if depth > MAX_DEPTH:
                raise self.notes.too_deep(at)
            return self._mapping(at, depth) if first == "{" else self._sequence(at, depth, take)
        if match := _number(self.text, at):
            return ScalarNode(parse_number(match.group()), at, match.end())
        word = self._word(at)
        if word not in LITERALS:
            raise self._no_value(at, word)
        return ScalarNode(LITERALS[word], at, at + len(word))

    def _mapping(self, start: int, depth: int) -> MappingNode:
        entries: dict[str, TreeNode] = {}
        offsets: dict[str, int] = {}
        at = self.skip_blanks(start + 1)
        if self.text.startswith("}", at):
            return MappingNode(entries, offsets, start, at + 1)
        while True:
            if not self.text.startswith('"', at):
                raise self.fatal(at, "A key in double quotes is missing here.",
                                 'Write `"key": value`, and no `,` after the last.')
            key, end = self._string(at)
            if key in offsets:
                self.notes.duplicate_key(key, offsets[key], at)
            offsets.setdefault(key, at)
            at = self.skip_blanks(end)
            if not self.text.startswith(":", at):
                raise self.fatal(at, f"A `:` is missing after {quote_value(key)}.", 'Write `"key": value`.')
            item_handler = self.each.get(key) if depth == 1 else None
            entries[key] = node = self.value(self.skip_blanks(at + 1), depth + 1, item_handler)
            at = self.skip_blanks(node.end)
            if self.text.startswith("}", at):
                return MappingNode(entries, offsets, start, at + 1)
            at = self._after_comma(at, "}")

    def _sequence(self, start: int, depth: int, take: NodeHandler | None) -> SequenceNode:
        items: list[TreeNode] = []
        at = self.skip_blanks(start + 1)
        if self.text.startswith("]", at):
            return SequenceNode(items, start, at + 1)
        node_count = self.node_count
        while True:
            node = self.value(at, depth + 1, None)
            if take is None:
                items.append(node)
            else:
                self.node_count = node_count
                take(node)
            at = self.skip_blanks(node.end)
            if self.text.startswith("]", at):
                return SequenceNode(items, start, at + 1)
            at = self._after_comma(at, "]")

    def _after_comma(self, at: int, bracket: str) -> int:
        if not self.text.startswith(",", at):
            raise self.fatal(at, f"A `,` or `{bracket}` is missing here.", "Put `,` between items, and close brackets.")
        return self.skip_blanks(at + 1)

    def _string(self, at: int) -> tuple[str, int]:
        try:
            text, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise self._bad_string(error) from None
        if not text.isascii() and _surrogate(text):
            raise self.fatal(at, "This text holds half a character (a lone surrogate).", "Write the character itself.")
        return self.strings.setdefault(text, text), end

    def _bad_string(self, error: JSONDecodeError) -> UnreadableError:
        if error.msg.startswith("Unterminated"):
            return self.fatal(error.pos, "A quote is opened and never closed.", "Close it.")
        if error.msg.startswith("Invalid control"):
            return self.fatal(error.pos, "A line break, tab or control character stands in a text.",
                              "Write `\\n` or `\\t`, and close every quote on its line.")
        return self.fatal(error.pos, "This escape is not known.", "Write `\\\\` for a backslash.")

    def _word(self, at: int) -> str:
        match = _word(self.text, at)
        return match.group() if match else self.text[at : at + 1]

    def _no_value(self, at: int, word: str) -> UnreadableError:
        if not word:
            return self.fatal(at, "The JSON ends where a value is missing.", "Close all brackets.")
        return self.fatal(at, f"{quote_value(word)} is not a value of JSON.",
                          "Write text in double quotes, a number, true, false or null.")
