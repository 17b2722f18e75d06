"""Markdown as blocks with places: fences, comments, headings, tables and list items, however deep they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.readers.containers import (
    QUOTE,
    START,
    WIDEST_CODE,
    Container,
    Cursor,
    holds_indented,
    is_rule,
    matched,
    opened,
    skip_blanks,
)
from advisor.readers.drawing import Line, Lines, lines_of
from advisor.source import Source
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

FENCES = ("```", "~~~", ":::")
DRAWN_IN_COLONS = ("mermaid", "plantuml")  # `::: mermaid` is a fence of wikis; other colons hold prose
BLANKS = " \t"
ITEMS = "-*+"
ITEM = (Container(2),)  # around what stands in an item that begins at the first column
MARKERS = frozenset(">-*+0123456789")  # with which a quote or a list item begins
MAY_BE_WITHIN = MARKERS.union(BLANKS)
BEGINNERS = frozenset("`~:#<>-*+=!?_")  # with which something else than a paragraph may begin
OPENERS_BEGIN = "!?=:<"
NOT_OF_A_LANGUAGE = "{}.=!"
WITHOUT_COMMENT = r"[^\n<]*+(?:<(?!!--)[^\n<]*+)*+"
PROSE = regex(rf"(?:(?:[^\W\d_]{WITHOUT_COMMENT})?\r?\n)++")  # paragraphs that begin with a letter, and empty lines
ROWS = regex(rf"(?:\|{WITHOUT_COMMENT}\n)++")


Cell = tuple[int, str]  # of a table: where its text stands, and its text


class Block(NamedTuple):
    kind: str  # front matter, fence, comment, heading, table, item
    language: str  # of a fence: the first word of its info string, in small letters
    info: str  # of a fence: its whole info string; of a heading: its level
    lines: Sequence[Line]  # without what the container puts before them
    start: int
    end: int
    is_closed: bool = True


def blocks(source: Source) -> list[Block]:
    """Returns the blocks of a document in their order; text inside fences and comments is nothing else."""
    scanner = _Scanner(source.text)
    scanner.run()
    return sorted(scanner.found, key=lambda block: block.start)


class _Fence(NamedTuple):
    mark: str
    length: int
    indent: int
    depth: int  # containers around it
    info: str
    start: int
    first: int  # where its first line begins

    @property
    def is_plain(self) -> bool:
        """Whether its lines stand in the document as they are."""
        return not self.indent and not self.depth


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Block] = []
        self.containers: list[Container] = []
        self.fence: _Fence | None = None
        self.comment = -1  # where one begins that is not closed yet
        self.lines: list[Line] = []  # of the fence or comment that is open
        self.above: Line | None = None  # the line before, where it is one of a paragraph
        self.table: list[Line] = []
        self.end = 0  # of the line before

    def run(self) -> None:
        text = self.text
        start = 1 if text.startswith("\ufeff") else 0
        front = _front_matter(text, start)
        if front is not None:
            self.found.append(front)
            start = front.end + 1
        while start <= len(text):
            if not self.containers and self.comment < 0 and (end := self._plain_lines(start)):
                self.end = end - 1
                start = end
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            own = text[start : end - 1 if text.endswith("\r", start, end) else end]
            if self.comment >= 0 or not self._plain_line(start, own):
                self._line(start, own)
            self.end = end
            start = end + 1
        self._end_of_text()

    def _plain_lines(self, start: int) -> int:
        """Takes all lines from here on that can be nothing but what most lines are, and returns the place after them.

        That is text of a fence, rows of a table, and paragraphs that begin with a letter; 0 where there are none.
        """
        text = self.text
        if self.fence is not None:
            if not self.fence.is_plain:
                return 0
            mark = text.find(self.fence.mark, start)
            return text.rfind("\n", start, mark if mark >= 0 else len(text)) + 1
        found = (ROWS if self.table else PROSE).match(text, start)
        if found is None:
            return 0
        end = found.end()
        if self.table:
            for line in text[start : end - 1].split("\n"):
                self.table.append(Line(start, line.removesuffix("\r").rstrip(BLANKS)))
                start += len(line) + 1
        else:
            last = text.rfind("\n", start, end - 1) + 1 or start
            line = text[last : end - 1].removesuffix("\r")
            self.above = Line(last, line.rstrip(BLANKS)) if line else None
        return end

    def _plain_line(self, start: int, text: str) -> bool:
        """Takes a line that can be nothing but what most lines are; returns False for one that needs a closer look.

        That is outside of comments: text of a fence that nothing contains, an empty line, a line of a paragraph that
        begins with a letter, and a list item that does.
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
        if text[0] not in ITEMS or text[1:2] != " " or not text[2:3].isalpha():
            return False
        self._end_of_paragraph()
        containers[:] = ITEM
        self.above = Line(start + 2, text[2:].rstrip(BLANKS))
        self._add("item", "", [self.above], self.above.start + len(self.above.text))
        return True

    def _line(self, start: int, text: str) -> None:
        if self.comment >= 0:
            self._in_comment(start, text, 0)
            return
        containers = self.containers
        if not containers and self.fence is None and text and text[0] not in MAY_BE_WITHIN:
            self._own(start, text, START, 0, False)
            return
        count, cursor = matched(text, containers) if containers else (0, START)
        fence = self.fence
        if fence is not None:
            if count >= fence.depth:
                self._in_fence(fence, start, text, cursor)
                return
            self._close(fence, self.end, self.end, is_closed=False)
        inner = skip_blanks(text, cursor)
        is_blank = inner.at == len(text)
        if is_blank or (count < len(containers) and not self._is_lazy(text[inner.at])):
            self._end_of_paragraph()
            del containers[count:]
        if is_blank:
            return
        depth = len(containers)
        is_item = False
        if text[inner.at] in MARKERS:
            cursor, is_item = opened(text, cursor, containers, in_paragraph=self.above is not None)
            inner = skip_blanks(text, cursor)
            if len(containers) > depth:
                self._end_of_paragraph()
            if inner.at == len(text):
                return
        if inner.column - cursor.column < WIDEST_CODE:
            self._own(start, text, inner, inner.column - cursor.column, is_item)

    def _is_lazy(self, first: str) -> bool:
        """Whether a line goes on with the paragraph above though it leaves out what its containers need."""
        return self.above is not None and not self.table and first not in BEGINNERS and not first.isdecimal()

    def _own(self, start: int, text: str, inner: Cursor, indent: int, is_item: bool) -> None:
        """Takes a line that is neither blank nor code, without what its containers put before it."""
        own = Line(start + inner.at, text[inner.at :].rstrip(BLANKS))
        first = own.text[0]
        if first in "`~:" and own.text.startswith(FENCES) and self._begins_fence(own, indent):
            return
        if "<!--" in own.text:
            if own.text.startswith("<!--"):
                self._end_of_paragraph()
                self._in_comment(start, text, inner.at)
                return
            self.found.extend(_comments_within(own))
        if first == "#" and (heading := _heading(own)) is not None:
            self._end_of_paragraph()
            self.found.append(heading)
        elif self.table:
            self.table.append(own)
        elif self.above is not None and _begins_table(self.above, own):
            self.table = [self.above]
        elif self.above is not None and first in "=-" and not own.text.strip(first):
            self._add("heading", "1" if first == "=" else "2", [self.above], own.start + len(own.text))
            self.above = None
        else:
            if first in "-*_" and is_rule(own.text, 0):
                self._end_of_paragraph()
                return
            if is_item:
                self._add("item", "", [own], own.start + len(own.text))
            if first in OPENERS_BEGIN and holds_indented(own.text):
                self.containers.append(Container(WIDEST_CODE))
            self.above = own

    def _begins_fence(self, own: Line, indent: int) -> bool:
        mark = own.text[0]
        length = len(own.text) - len(own.text.lstrip(mark))
        info = own.text[length:].strip()
        if (mark == "`" and "`" in info) or (mark == ":" and language_of(info) not in DRAWN_IN_COLONS):
            return False
        self._end_of_paragraph()
        self.lines = []
        first = self.text.find("\n", own.start) + 1 or len(self.text) + 1
        self.fence = _Fence(mark, length, indent, len(self.containers), info, own.start, first)
        return True

    def _in_fence(self, fence: _Fence, start: int, text: str, cursor: Cursor) -> None:
        inner = skip_blanks(text, cursor)
        if text.startswith(fence.mark, inner.at) and inner.column - cursor.column < WIDEST_CODE:
            own = text[inner.at :].rstrip(BLANKS)
            if len(own) >= fence.length and not own.strip(fence.mark):
                self._close(fence, start + inner.at + len(own), start - 1, is_closed=True)
                return
        if fence.is_plain:
            return
        at = skip_blanks(text, cursor, fence.indent).at if fence.indent else cursor.at
        self.lines.append(Line(start + at, text[at:]))

    def _close(self, fence: _Fence, end: int, last: int, *, is_closed: bool) -> None:
        """Takes a fence that ends, the last of whose lines ends before."""
        self.fence = None
        language = language_of(fence.info)
        lines: Sequence[Line] = tuple(self.lines)
        if fence.is_plain and last >= fence.first:
            has_carriage_returns = self.text.find("\r", fence.first, last) >= 0
            lines = (lines_of if has_carriage_returns else Lines)(self.text, fence.first, last)
        self.found.append(Block("fence", language, fence.info, lines, fence.start, end, is_closed))

    def _in_comment(self, start: int, text: str, at: int) -> None:
        """Takes a line that begins a comment or goes on with one."""
        if self.comment < 0:
            self.comment, self.lines = start + at, []
            at += len("<!--")
        end = text.find("-->", at)
        if end == -1:
            self.lines.append(Line(start + at, text[at:]))
            return
        self.lines.append(Line(start + at, text[at:end]))
        self.found.append(Block("comment", "", "", tuple(self.lines), self.comment, start + end + len("-->")))
        self.comment = -1
        self.found.extend(_comments_within(Line(start + end + 3, text[end + 3 :])))

    def _end_of_paragraph(self) -> None:
        self.above = None
        if self.table:
            rows, self.table = self.table, []
            self._add("table", "", rows, rows[-1].start + len(rows[-1].text))

    def _add(self, kind: str, info: str, lines: list[Line], end: int) -> None:
        self.found.append(Block(kind, "", info, tuple(lines), lines[0].start, end))

    def _end_of_text(self) -> None:
        self._end_of_paragraph()
        size = len(self.text)
        if self.fence is not None:
            last = size
            if self.text.endswith("\n"):  # what comes after the last line end is no line
                last -= 1
                del self.lines[-1:]
            self._close(self.fence, size, last, is_closed=False)
        elif self.comment >= 0:
            self.found.append(Block("comment", "", "", tuple(self.lines), self.comment, size, False))


def language_of(info: str) -> str:
    """Returns the language that an info string names: `mermaid`, `{mermaid}` and `{.mermaid}` are the same."""
    word = info.split(None, 1)[0] if info else ""
    return word.strip(NOT_OF_A_LANGUAGE).partition("{")[0].lower()


def cells(row: Line) -> list[Cell]:
    """Returns the cells of a table's row."""
    parts, start = _between_bars(row.text), row.start
    if not parts[0].strip():
        start += len(parts.pop(0)) + 1
    if parts and not parts[-1].strip():
        parts.pop()
    found = []
    for part in parts:
        text = part.strip()
        found.append((start + part.find(text), text))
        start += len(part) + 1
    return found


def _between_bars(text: str) -> list[str]:
    """Returns what stands between the bars of a line; one behind a backslash is none."""
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
    columns = cells(delimiter)
    return all("-" in text for _, text in columns) and len(columns) == len(cells(header))


def _heading(line: Line) -> Block | None:
    text = line.text
    level = len(text) - len(text.lstrip("#"))
    if level > 6 or (len(text) > level and text[level] not in " \t"):
        return None
    title = text[level:].strip()
    open_end = title.rstrip("#")
    if not open_end or open_end[-1] in " \t":
        title = open_end.rstrip()
    start = line.start + text.find(title, level) if title else line.start + level
    return Block("heading", "", str(level), (Line(start, title),), line.start, line.start + len(text))


def _comments_within(line: Line) -> Iterator[Block]:
    """Yields the comments that begin and end in a line of text; what stands in backticks is none."""
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
        yield Block("comment", "", "", (Line(line.start + begin + 4, text[begin + 4 : end]),), line.start + begin,
                    line.start + end + 3)
        at = end + 3


def _front_matter(text: str, start: int) -> Block | None:
    """Returns the front matter of a document, which a line like its first ends."""
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
            return Block("front matter", "", mark, tuple(lines), start, end)
        lines.append(Line(at, line))
        at = end + 1
    return None
