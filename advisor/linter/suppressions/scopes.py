"""Resolves the lines that a directive covers: a line, a block, a file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from sys import maxsize
from typing import NamedTuple

from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.linter.suppressions.comments import QUOTE_MARKS, Comment, SourcePart
from advisor.text.source import Source

LINE, BLOCK, FILE = "line", "block", "file"
ITEM = re.compile(r"[ \t]*-(?:[ \t]|$)")
PLANTUML_START, PLANTUML_END = re.compile(r"[ \t]*@start"), re.compile(r"[ \t]*@end")
HEADING_LEVELS = 6


class LineRange(NamedTuple):
    first: int  # line number
    last: int


class ScopeResolver:
    """The scopes of the directives of one part."""

    def __init__(self, source: Source, part: SourcePart, comments: Iterable[Comment]) -> None:
        self.source = source
        self.part = part
        self._content = self._content_lines(comments)

    def resolve(self, comment: Comment, scope: str) -> LineRange | None:
        """Returns the lines that a directive covers, or None if nothing follows it."""
        if scope == FILE:
            return LineRange(1, maxsize)
        line = self._next_line(comment.last_line) if comment.is_whole_line else comment.last_line
        if scope == BLOCK:
            return self._block(comment.line, line)
        return self._opened_by(line) if line is not None else None

    def _content_lines(self, comments: Iterable[Comment]) -> list[int]:
        """Returns the numbers of lines with content other than a comment."""
        comment_lines = {line for comment in comments if comment.is_whole_line
                         for line in range(comment.line, comment.last_line + 1)}
        marks = QUOTE_MARKS if self.part.notation == "markdown" else " \t"
        return [number for number, line in enumerate(self.part.lines, self.part.first_line)
                if line.text.strip(marks) and number not in comment_lines]

    def _next_line(self, after: int) -> int | None:
        """Returns the next line with content, within the same part."""
        index = bisect_right(self._content, after)
        return self._content[index] if index < len(self._content) else None

    def _opened_by(self, line: int) -> LineRange:
        """Returns a line with the fence, table or YAML list item that it starts."""
        match self.part.notation:
            case "markdown" if region := self._regions.opened.get(line):
                return region
            case "yaml" if ITEM.match(self._text(line)):
                return self._yaml_node(line)
        return LineRange(line, line)

    def _block(self, comment: int, line: int | None) -> LineRange | None:
        """Returns the block around a comment, or that which starts on the line after it."""
        match self.part.notation:
            case "markdown":
                region = self._regions.find(comment, line)
                return region or (self._paragraph(line) if line is not None else None)
            case "yaml":
                return self._yaml_node(line) if line is not None else None
            case "plantuml":
                index = bisect_right(self._plantuml_diagrams, comment, key=lambda diagram: diagram.first) - 1
                if index >= 0:
                    return self._plantuml_diagrams[index]
        return LineRange(self.part.start_line, self.part.end_line)

    def _text(self, line: int) -> str:
        return self.part.lines[line - self.part.first_line].text

    def _yaml_node(self, line: int) -> LineRange:
        """Returns a YAML mapping entry or list item: a line and the lines indented deeper."""
        return LineRange(line, self._yaml_node_ends.get(line, line))

    @cached_property
    def _yaml_node_ends(self) -> dict[int, int]:
        """Last line of the YAML node that starts on each line; items at the column of a key belong to it."""
        ends: dict[int, int] = {}
        open_nodes: list[tuple[int, bool, int]] = []  # column, is it an item, line
        previous = 0
        for line in self._content:
            text = self._text(line)
            column, is_item = len(text) - len(text.lstrip(" \t")), bool(ITEM.match(text))
            while open_nodes and column <= open_nodes[-1][0]:
                outer_column, is_outer_item, _ = open_nodes[-1]
                if column == outer_column and is_item and not is_outer_item:
                    break
                ends[open_nodes.pop()[2]] = previous
            open_nodes.append((column, is_item, line))
            previous = line
        return ends | {line: previous for *_, line in open_nodes}

    def _paragraph(self, line: int) -> LineRange:
        return LineRange(line, self._paragraph_ends.get(line, line))

    @cached_property
    def _paragraph_ends(self) -> dict[int, int]:
        """Last line of the paragraph of each line; blank lines and comments end paragraphs."""
        ends: dict[int, int] = {}
        for line in reversed(self._content):
            ends[line] = ends.get(line + 1, line)
        return ends

    @cached_property
    def _plantuml_diagrams(self) -> list[LineRange]:
        diagrams: list[LineRange] = []
        start = 0
        for number, line in enumerate(self.part.lines, self.part.first_line):
            if PLANTUML_START.match(line.text):
                start = number
            elif start and PLANTUML_END.match(line.text):
                diagrams.append(LineRange(start, number))
                start = 0
        return diagrams

    @cached_property
    def _regions(self) -> _MarkdownRegions:
        return _MarkdownRegions(self.source, self.part)


class _MarkdownRegions:
    """Line ranges of Markdown blocks: fences, tables, lists and sections."""

    def __init__(self, source: Source, part: SourcePart) -> None:
        lines_of = [(block, LineRange(source.position(block.start)[0], source.position(block.end)[0]))
                    for block in part.blocks]
        self.opened = {lines.first: lines for block, lines in lines_of if block.kind in ("fence", "table")}
        self._closed = sorted(self.opened.values())
        self._lists = _lists(part, lines_of)
        self._starting = _sections(lines_of, len(part.lines)) | {region.first: region for region in self._lists}

    def find(self, comment: int, following: int | None) -> LineRange | None:
        """Returns the fence or table after a comment, the block around it, or else the list or section after it."""
        if following is not None and following in self.opened:
            return self.opened[following]
        around = _region_at(self._closed, comment) or _region_at(self._lists, comment)
        return around or (self._starting.get(following) if following is not None else None)


def _lists(part: SourcePart, lines_of: Sequence[tuple[MarkdownBlock, LineRange]]) -> list[LineRange]:
    """Returns lists: items separated by nothing but blank lines, comments, indented lines, fences and tables."""
    skipped = {number for block, lines in lines_of if block.kind in ("fence", "table", "comment")
               for number in range(lines.first, lines.last + 1)}
    lists: list[LineRange] = []
    for block, (line, _) in lines_of:
        if block.kind == "item":
            if lists and all(number in skipped or _continues_list(part.lines[number - 1].text)
                             for number in range(lists[-1].last + 1, line)):
                lists[-1] = LineRange(lists[-1].first, line)
            else:
                lists.append(LineRange(line, line))
    return lists


def _continues_list(text: str) -> bool:
    content = text.lstrip(">").removeprefix(" ") if text.startswith(">") else text
    return not content.strip(QUOTE_MARKS) or content[0] in " \t"


def _sections(lines_of: Sequence[tuple[MarkdownBlock, LineRange]], last: int) -> dict[int, LineRange]:
    """Returns for each heading the lines up to the next heading of the same or a higher level."""
    sections: dict[int, LineRange] = {}
    following = [last + 1] * (HEADING_LEVELS + 1)  # by level: the next heading of this or a higher level
    for block, (line, _) in reversed(lines_of):
        if block.kind == "heading":
            level = int(block.info)
            sections[line] = LineRange(line, following[level] - 1)
            following[level:] = [line] * (HEADING_LEVELS + 1 - level)
    return sections


def _region_at(regions: Sequence[LineRange], line: int) -> LineRange | None:
    """Returns the region that contains a line; regions are sorted and disjoint."""
    index = bisect_right(regions, line, key=lambda region: region.first) - 1
    return regions[index] if index >= 0 and regions[index].last >= line else None
