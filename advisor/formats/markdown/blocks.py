"""Scans Markdown into blocks with offsets: fences, comments, headings, tables and list items, at any depth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.formats.diagram import Line, Lines, split_lines
from advisor.formats.markdown.containers import (
    CODE_INDENT,
    LINE_START,
    QUOTE,
    BlockContainer,
    Cursor,
    is_thematic_break,
    match_containers,
    open_containers,
    opens_indented_text,
    skip_blanks,
)
from advisor.text.source import Source

FENCES = ("```", "~~~", ":::")
DIAGRAMS_IN_COLONS = ("mermaid", "plantuml")  # `::: mermaid` is a fence in wikis; other `:::` blocks hold prose
BLANKS = " \t"
ITEM_MARKS = "-*+"
ITEM_CONTAINERS = (BlockContainer(2),)  # of an item that begins at the first column
CONTAINER_MARKS = frozenset(">-*+0123456789")  # first characters of quotes and list items
NOT_TOP_LEVEL = CONTAINER_MARKS.union(BLANKS)
BLOCK_MARKS = frozenset("`~:#<>-*+=!?_")  # first characters of blocks other than paragraphs
OPENER_MARKS = "!?=:<"
LANGUAGE_MARKS = "{}.=!"
WITHOUT_COMMENT = r"[^\n<]*+(?:<(?!!--)[^\n<]*+)*+"
# Paragraphs that start with a letter, and empty lines.
PROSE = re.compile(rf"(?:(?:[^\W\d_]{WITHOUT_COMMENT})?\r?\n)++")
ROWS = re.compile(rf"(?:\|{WITHOUT_COMMENT}\n)++")


Cell = tuple[int, str]  # of a table: start and text


class MarkdownBlock(NamedTuple):
    kind: str  # front matter, fence, comment, heading, table, item
    language: str  # of a fence: the first word of its info string, in small letters
    info: str  # of a fence: its whole info string; of a heading: its level
    lines: Sequence[Line]  # without container prefixes
    start: int
    end: int
    is_closed: bool = True


def scan_blocks(source: Source) -> list[MarkdownBlock]:
    """Returns the blocks of a document in order; nothing is recognised inside fences and comments."""
    scanner = _Scanner(source.text)
    scanner.run()
    return sorted(scanner.blocks, key=lambda block: block.start)


class _Fence(NamedTuple):
    mark: str
    length: int
    indent: int
    depth: int  # containers around it
    info: str
    start: int
    first: int  # start of its first line

    @property
    def is_plain(self) -> bool:
        """Whether its lines have no prefix or indentation to remove."""
        return not self.indent and not self.depth


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[MarkdownBlock] = []
        self.containers: list[BlockContainer] = []
        self.fence: _Fence | None = None
        self.comment = -1  # start of the open comment, or -1
        self.lines: list[Line] = []  # of the open fence or comment
        self.above: Line | None = None  # the previous line, if in a paragraph
        self.table: list[Line] = []
        self.end = 0  # of the previous line

    def run(self) -> None:
        text = self.text
        start = 1 if text.startswith("\ufeff") else 0
        front = _front_matter(text, start)
        if front is not None:
            self.blocks.append(front)
            start = front.end + 1
        while start <= len(text):
            if not self.containers and self.comment < 0 and (end := self._skip_plain_lines(start)):
                self.end = end - 1
                start = end
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            own = text[start : end - 1 if text.endswith("\r", start, end) else end]
            if self.comment >= 0 or not self._try_plain_line(start, own):
                self._line(start, own)
            self.end = end
            start = end + 1
        self._end_of_text()

    def _skip_plain_lines(self, start: int) -> int:
        """Consumes the plain lines from here on, and returns the offset after them; 0 if there are none.

        Plain are text of a fence, rows of a table, and paragraphs that begin with a letter.
        """
        text = self.text
        if self.fence is not None:
            if not self.fence.is_plain:
                return 0
            mark = text.find(self.fence.mark, start)
            return text.rfind("\n", start, mark if mark >= 0 else len(text)) + 1
        match = (ROWS if self.table else PROSE).match(text, start)
        if match is None:
            return 0
        end = match.end()
        if self.table:
            for line in text[start : end - 1].split("\n"):
                self.table.append(Line(start, line.removesuffix("\r").rstrip(BLANKS)))
                start += len(line) + 1
        else:
            last = text.rfind("\n", start, end - 1) + 1 or start
            line = text[last : end - 1].removesuffix("\r")
            self.above = Line(last, line.rstrip(BLANKS)) if line else None
        return end

    def _try_plain_line(self, start: int, text: str) -> bool:
        """Consumes a plain line; returns False for one that needs the full scan.

        Plain are, outside of comments: text of a top-level fence, an empty line, and a line of a paragraph or a list
        item that begins with a letter.
        """
        containers = self.containers
        if self.fence is not None:
            return self.fence.is_plain and self.fence.mark not in text
        if not text:
            self._end_of_paragraph()
            if QUOTE in containers:
                del containers[containers.index(QUOTE):]
            return True
        if "<!--" in text:
            return False
        if text[0].isalpha():
            if containers and (self.above is None or self.table):
                self._end_of_paragraph()
                containers.clear()
            if self.table:
                return False
            self.above = Line(start, text.rstrip(BLANKS))
            return True
        if text[0] not in ITEM_MARKS or text[1:2] != " " or not text[2:3].isalpha():
            return False
        self._end_of_paragraph()
        containers[:] = ITEM_CONTAINERS
        self.above = Line(start + 2, text[2:].rstrip(BLANKS))
        self._add("item", "", [self.above], self.above.start + len(self.above.text))
        return True

    def _line(self, start: int, text: str) -> None:
        if self.comment >= 0:
            self._in_comment(start, text, 0)
            return
        containers = self.containers
        if not containers and self.fence is None and text and text[0] not in NOT_TOP_LEVEL:
            self._block_line(start, text, LINE_START, 0, False)
            return
        count, cursor = match_containers(text, containers) if containers else (0, LINE_START)
        fence = self.fence
        if fence is not None:
            if count >= fence.depth:
                self._in_fence(fence, start, text, cursor)
                return
            self._close_fence(fence, self.end, self.end, is_closed=False)
        inner = skip_blanks(text, cursor)
        is_blank = inner.offset == len(text)
        if is_blank or (count < len(containers) and not self._is_lazy(text[inner.offset])):
            self._end_of_paragraph()
            del containers[count:]
        if is_blank:
            return
        depth = len(containers)
        is_item = False
        if text[inner.offset] in CONTAINER_MARKS:
            cursor, is_item = open_containers(text, cursor, containers, in_paragraph=self.above is not None)
            inner = skip_blanks(text, cursor)
            if len(containers) > depth:
                self._end_of_paragraph()
            if inner.offset == len(text):
                return
        if inner.column - cursor.column < CODE_INDENT:
            self._block_line(start, text, inner, inner.column - cursor.column, is_item)

    def _is_lazy(self, first: str) -> bool:
        """Whether a line is a lazy continuation: part of the paragraph above without its container prefixes."""
        return self.above is not None and not self.table and first not in BLOCK_MARKS and not first.isdecimal()

    def _block_line(self, start: int, text: str, inner: Cursor, indent: int, is_item: bool) -> None:
        """Handles a line that is neither blank nor code, without its container prefixes."""
        own = Line(start + inner.offset, text[inner.offset :].rstrip(BLANKS))
        first = own.text[0]
        if first in "`~:" and own.text.startswith(FENCES) and self._try_fence(own, indent):
            return
        if "<!--" in own.text:
            if own.text.startswith("<!--"):
                self._end_of_paragraph()
                self._in_comment(start, text, inner.offset)
                return
            self.blocks.extend(_comments_within(own))
        if first == "#" and (heading := _heading(own)) is not None:
            self._end_of_paragraph()
            self.blocks.append(heading)
        elif self.table:
            self.table.append(own)
        elif self.above is not None and _begins_table(self.above, own):
            self.table = [self.above]
        elif self.above is not None and first in "=-" and not own.text.strip(first):
            self._add("heading", "1" if first == "=" else "2", [self.above], own.start + len(own.text))
            self.above = None
        else:
            if first in "-*_" and is_thematic_break(own.text, 0):
                self._end_of_paragraph()
                return
            if is_item:
                self._add("item", "", [own], own.start + len(own.text))
            if first in OPENER_MARKS and opens_indented_text(own.text):
                self.containers.append(BlockContainer(CODE_INDENT))
            self.above = own

    def _try_fence(self, own: Line, indent: int) -> bool:
        mark = own.text[0]
        length = len(own.text) - len(own.text.lstrip(mark))
        info = own.text[length:].strip()
        if (mark == "`" and "`" in info) or (mark == ":" and language_of(info) not in DIAGRAMS_IN_COLONS):
            return False
        self._end_of_paragraph()
        self.lines = []
        first = self.text.find("\n", own.start) + 1 or len(self.text) + 1
        self.fence = _Fence(mark, length, indent, len(self.containers), info, own.start, first)
        return True

    def _in_fence(self, fence: _Fence, start: int, text: str, cursor: Cursor) -> None:
        inner = skip_blanks(text, cursor)
        if text.startswith(fence.mark, inner.offset) and inner.column - cursor.column < CODE_INDENT:
            own = text[inner.offset :].rstrip(BLANKS)
            if len(own) >= fence.length and not own.strip(fence.mark):
                self._close_fence(fence, start + inner.offset + len(own), start - 1, is_closed=True)
                return
        if fence.is_plain:
            return
        at = skip_blanks(text, cursor, fence.indent).offset if fence.indent else cursor.offset
        self.lines.append(Line(start + at, text[at:]))

    def _close_fence(self, fence: _Fence, end: int, last: int, *, is_closed: bool) -> None:
        """Adds a fence whose last line ends at `last`."""
        self.fence = None
        language = language_of(fence.info)
        lines: Sequence[Line] = tuple(self.lines)
        if fence.is_plain and last >= fence.first:
            has_carriage_returns = self.text.find("\r", fence.first, last) >= 0
            lines = (split_lines if has_carriage_returns else Lines)(self.text, fence.first, last)
        self.blocks.append(MarkdownBlock("fence", language, fence.info, lines, fence.start, end, is_closed))

    def _in_comment(self, start: int, text: str, at: int) -> None:
        """Handles a line that begins or continues a comment."""
        if self.comment < 0:
            self.comment, self.lines = start + at, []
            at += len("<!--")
        end = text.find("-->", at)
        if end == -1:
            self.lines.append(Line(start + at, text[at:]))
            return
        self.lines.append(Line(start + at, text[at:end]))
        self.blocks.append(MarkdownBlock("comment", "", "", tuple(self.lines), self.comment, start + end + len("-->")))
        self.comment = -1
        self.blocks.extend(_comments_within(Line(start + end + 3, text[end + 3 :])))

    def _end_of_paragraph(self) -> None:
        self.above = None
        if self.table:
            rows, self.table = self.table, []
            self._add("table", "", rows, rows[-1].start + len(rows[-1].text))

    def _add(self, kind: str, info: str, lines: list[Line], end: int) -> None:
        self.blocks.append(MarkdownBlock(kind, "", info, tuple(lines), lines[0].start, end))

    def _end_of_text(self) -> None:
        self._end_of_paragraph()
        size = len(self.text)
        if self.fence is not None:
            last = size
            if self.text.endswith("\n"):  # nothing after the last line end is a line
                last -= 1
                del self.lines[-1:]
            self._close_fence(self.fence, size, last, is_closed=False)
        elif self.comment >= 0:
            self.blocks.append(MarkdownBlock("comment", "", "", tuple(self.lines), self.comment, size, False))


def language_of(info: str) -> str:
    """Returns the language of an info string: `mermaid`, `{mermaid}` and `{.mermaid}` are the same."""
    word = info.split(None, 1)[0] if info else ""
    return word.strip(LANGUAGE_MARKS).partition("{")[0].lower()


def split_cells(row: Line) -> list[Cell]:
    """Returns the cells of a table row."""
    parts, start = _split_bars(row.text), row.start
    if not parts[0].strip():
        start += len(parts.pop(0)) + 1
    if parts and not parts[-1].strip():
        parts.pop()
    result = []
    for part in parts:
        text = part.strip()
        result.append((start + part.find(text), text))
        start += len(part) + 1
    return result


def _split_bars(text: str) -> list[str]:
    """Splits a line at its bars, except escaped ones."""
    parts = text.split("|")
    if "\\|" not in text:
        return parts
    joined = parts[:1]
    for part in parts[1:]:
        if joined[-1].endswith("\\"):
            joined[-1] += f"|{part}"
        else:
            joined.append(part)
    return joined


def _begins_table(header: Line, delimiter: Line) -> bool:
    text = delimiter.text
    if "|" not in header.text or "-" not in text or text.strip("|:- \t"):
        return False
    columns = split_cells(delimiter)
    return all("-" in text for _, text in columns) and len(columns) == len(split_cells(header))


def _heading(line: Line) -> MarkdownBlock | None:
    text = line.text
    level = len(text) - len(text.lstrip("#"))
    if level > 6 or (len(text) > level and text[level] not in " \t"):
        return None
    title = text[level:].strip()
    open_end = title.rstrip("#")
    if not open_end or open_end[-1] in " \t":
        title = open_end.rstrip()
    start = line.start + text.find(title, level) if title else line.start + level
    return MarkdownBlock("heading", "", str(level), (Line(start, title),), line.start, line.start + len(text))


def _comments_within(line: Line) -> Iterator[MarkdownBlock]:
    """Yields the comments within one line, except in backticks."""
    text, at = line.text, 0
    while (begin := text.find("<!--", at)) != -1:
        code = text.find("`", at, begin)
        if code != -1:
            ticks = 1
            while text.startswith("`", code + ticks):
                ticks += 1
            close = text.find("`" * ticks, code + ticks)
            at = close + ticks if close != -1 else code + ticks
            continue
        end = text.find("-->", begin + 4)
        if end == -1:
            return
        yield MarkdownBlock("comment", "", "", (Line(line.start + begin + 4, text[begin + 4 : end]),),
                            line.start + begin, line.start + end + 3)
        at = end + 3


def _front_matter(text: str, start: int) -> MarkdownBlock | None:
    """Returns the front matter of a document, or None; it ends with a line like its first."""
    mark = text[start : start + 3]
    first_end = text.find("\n", start)
    if mark not in ("---", "+++") or first_end == -1 or text[start:first_end].rstrip() != mark:
        return None
    lines: list[Line] = []
    at = first_end + 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end == -1 else end
        line = text[at:end].rstrip("\r")
        if line.rstrip() == mark or (mark == "---" and line.rstrip() == "..."):
            return MarkdownBlock("front matter", "", mark, tuple(lines), start, end)
        lines.append(Line(at, line))
        at = end + 1
    return None
