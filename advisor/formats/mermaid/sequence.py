"""Parses `sequenceDiagram` statement by statement."""

from __future__ import annotations

import re

from advisor.formats.diagram import match_end
from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.messages import (
    ALIAS_REMEDY,
    MermaidMessage,
    message_text,
    read_message,
    read_simple_message,
)
from advisor.formats.mermaid.participants import ParticipantTracker
from advisor.formats.mermaid.sequence_blocks import BLOCK_KINDS, BRANCHES, BlockStack
from advisor.formats.replies import ReplyTracker
from advisor.text.quoting import quote_value

HEADER = re.compile(r"\s*sequenceDiagram\b")
SEPARATORS = re.compile(r"(?:[\s;]+|#[^\n]*|%(?!\{)[^\n]*)*+")
MARK = re.compile(r"#\w+;|[#;\n]")
WORD = re.compile(r"\w+", re.ASCII)
RESERVED = frozenset((
    "participant", "actor", "create", "destroy", "box", "loop", "rect", "opt", "alt", "else", "par_over", "par", "and",
    "critical", "option", "break", "end", "note", "over", "off", "activate", "deactivate", "autonumber", "links",
    "link", "properties", "details"))
KEYWORDS = RESERVED | {"title", "acctitle", "accdescr"}
NOTE = re.compile(r"note\s+(?:(?:left|right)\s+of|over)\s+([^:\n]*):", re.IGNORECASE)
TITLE = re.compile(r"title(?:\s*:\s*|\s+)(\S.*)", re.IGNORECASE)
TEMPLATES = ("{{", "{%", "{#", "--8<--")
DESCRIPTION = re.compile(r"accDescr\s*\{", re.IGNORECASE)
BRACE = re.compile(r"\}")


def read_sequence(builder: MermaidDiagramBuilder) -> None:
    """Adds the parts of a sequence diagram to its builder."""
    SequenceParser(builder).read()


class SequenceParser:
    """Parser with its offset in the text."""

    def __init__(self, builder: MermaidDiagramBuilder) -> None:
        self.builder = builder
        self.page = builder.page
        self.text = builder.page.text
        self.at = 0
        self.participants = ParticipantTracker(builder)
        self.replies = ReplyTracker()
        self.blocks = BlockStack(builder)

    def read(self) -> None:
        self.at = match_end(HEADER, self.text, 0)
        while True:
            self.at = match_end(SEPARATORS, self.text, self.at)
            if self.at >= len(self.text):
                break
            self._statement(self.at)
        self.blocks.report_unclosed()
        self.participants.finish()

    def _statement(self, start: int) -> None:
        message = read_simple_message(self.text, start)
        if message and message.source.partition(" ")[0].lower() not in KEYWORDS:
            self.at = self.page.line_end(start)
            self._add_message(message, start, self.at, None)
            return
        keyword = _word_at(self.text, start, KEYWORDS)
        word = keyword[0].lower() if keyword else ""
        if word in ("participant", "actor", "create"):
            end = self.participants.declare(start)
            if end is not None:
                self.at = end
                return
        end, self.at = self._extent(start, is_text=bool(word))
        if not word or not self._keyword(word, start, end):
            self._message(start, end, keyword)

    def _extent(self, start: int, *, is_text: bool) -> tuple[int, int]:
        """Returns the end of a statement and the start of the next; within texts, `#` begins a comment."""
        line_end = self.page.line_end(start)
        text_start = start if is_text else self.text.find(":", start, line_end)
        for mark in MARK.finditer(self.text, start, line_end):
            if mark[0] == ";":
                return mark.start(), mark.end()
            if mark[0] == "#" and 0 <= text_start < mark.start():
                return mark.start(), line_end
        return line_end, line_end

    def _keyword(self, word: str, start: int, end: int) -> bool:
        """Parses a keyword statement; returns False if it does not fit its keyword."""
        rest_start = start + len(word)
        rest = self.text[rest_start:end]
        if rest and not rest[0].isspace() and rest[0] not in ":{(":
            return False
        if word in BLOCK_KINDS:
            self.blocks.begin(word, start)
            if word == "box":
                from advisor.formats.mermaid.sequence_blocks import strip_colour

                self.participants.begin_box(message_text(strip_colour(rest)))
        elif word in BRANCHES:
            self.blocks.branch(word, start, end)
        elif word == "end":
            return not rest.strip() and self._end(start, end)
        elif word == "note":
            return self._note(start, end)
        elif word in ("activate", "deactivate", "destroy"):
            return ":" not in rest and self._activity(word, rest.strip(), start, end)
        elif word in ("links", "link", "properties", "details"):
            return self._properties(rest, rest_start)
        elif word == "title":
            match = TITLE.match(self.text, start, end)
            self.builder.title = self.builder.title or (message_text(match[1]) if match else "")
        elif word == "accdescr":
            self._skip_description(start)
        else:
            return word in ("autonumber", "acctitle")
        return True

    def _end(self, start: int, end: int) -> bool:
        if self.blocks.is_box:
            self.participants.end_box()
        self.blocks.end(start, end)
        return True

    def _note(self, start: int, end: int) -> bool:
        match = NOTE.match(self.text, start, end)
        if not match:
            return False
        names = match[1].split(",")
        if len(names) > 2 or not all(name.strip() for name in names):
            self.builder.fault("A note stands over one participant or two.",
                               "Name the first and the last: `Note over A,B: text`.", match.start(1), match.end(1))
        at = match.start(1)
        for name in names:
            self.participants.mention(name, at)
            at += len(name) + 1
        return True

    def _activity(self, word: str, name: str, start: int, end: int) -> bool:
        if word == "activate":
            self.participants.activate(name)
        elif word == "deactivate":
            self.participants.deactivate(name, start, end)
        else:
            self.participants.destroy(name)
        return bool(name)

    def _properties(self, rest: str, at: int) -> bool:
        name, colon, _ = rest.partition(":")
        if not colon or "->" in name or not name.strip():
            return False
        self.participants.mention(name, at)
        return True

    def _skip_description(self, start: int) -> None:
        opening = DESCRIPTION.match(self.text, start)
        ending = self.page.search(BRACE, opening.end()) if opening else None
        self.at = ending.end() if ending else self.at

    def _message(self, start: int, end: int, keyword: re.Match[str] | None) -> None:
        if self.text.startswith(TEMPLATES, start):
            self.builder.skip_template(start)
            return
        message = read_message(self.builder, start, end)
        if not message:
            self._unexpected(start, end)
            return
        self._add_message(message, start, end, keyword)

    def _add_message(self, message: MermaidMessage, start: int, end: int, keyword: re.Match[str] | None) -> None:
        for reserved in (keyword, _word_at(self.text, message.target_span[0], RESERVED)):
            if reserved:
                self.builder.fault(f"{quote_value(reserved[0])} is a word of Mermaid and cannot begin a name.",
                                   ALIAS_REMEDY, reserved.start(), reserved.end())
        if self.blocks.is_box:
            self.builder.fault("A message may not stand in a box.", "Close the box with `end` before it.", start, end)
        self._connect(message, end)

    def _connect(self, message: MermaidMessage, end: int) -> None:
        self.participants.send(message)
        is_both_ways = message.is_both_ways
        is_return = ("--" in message.arrow or message.deactivates) and not is_both_ways
        is_reply = self.replies.is_reply(message.source, message.target, message.label, is_return=is_return)
        start = message.source_span[0]
        end = start + len(self.text[start:end].rstrip())
        self.builder.connect(
            message.source, message.target, start, end, label=message.label, arrow=message.arrow, is_reply=is_reply,
            is_both_ways=is_both_ways, blocks=self.blocks.kinds, facts=self.builder.facts_before(start))

    def _unexpected(self, start: int, end: int) -> None:
        is_behind_semicolon = self.text[max(start - 9, 0) : start].rstrip(" \t").endswith(";")
        remedy = "A `;` ends a message; write `#59;` for one within its text." if is_behind_semicolon else (
            "Write `A->>B: text`.")
        self.builder.fault(f"{quote_value(self.text[start:end].strip())} is not expected here.", remedy, start, end)


def _word_at(text: str, at: int, words: frozenset[str]) -> re.Match[str] | None:
    """Returns the word at an offset if it is one of `words`, ignoring case."""
    match = WORD.match(text, at)
    return match if match and match[0].lower() in words else None
