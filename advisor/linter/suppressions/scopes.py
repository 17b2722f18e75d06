"""Resolves the lines that a directive covers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from sys import maxsize

from advisor.linter.suppressions.comments import Comment
from advisor.linter.suppressions.directives import FILE, LINE, SuppressionDirective
from advisor.linter.suppressions.parts import SourcePart
from advisor.linter.suppressions.regions import LineRange, MarkdownRegions

ITEM = re.compile(r"[ \t]*-(?:[ \t]|$)")
PLANTUML_START, PLANTUML_END = re.compile(r"[ \t]*@start"), re.compile(r"[ \t]*@end")
QUOTE_MARKS = "> \t"


class ScopeResolver:
    """The scopes of the directives of one part."""

    def __init__(self, part: SourcePart, comments: Iterable[Comment], regions: MarkdownRegions | None) -> None:
        self.part = part
        self.regions = regions  # of Markdown
        self._comment_lines = {line for comment in comments if comment.is_whole_line
                               for line in range(comment.line, comment.last_line + 1)}
        self._next_content = self._next_lines()
        self._yaml_nodes: dict[int, LineRange] = {}
        self._diagrams = self._plantuml_diagrams() if part.notation == "plantuml" else []

    def resolve(self, directive: SuppressionDirective) -> LineRange | None:
        """Returns the lines that a directive covers, or None if nothing follows it."""
        comment = directive.comment
        if directive.scope == FILE:
            return LineRange(1, maxsize)
        line = self._next_line(comment.last_line) if comment.is_whole_line else comment.last_line
        if directive.scope == LINE:
            return self._opened_by(line) if line is not None else None
        return self._block(comment.line, line)

    def _opened_by(self, line: int) -> LineRange:
        """Returns a line with the block that it starts."""
        if self.regions is not None:
            return self.regions.block_at(line) or LineRange(line, line)
        if self.part.notation == "yaml" and ITEM.match(self._text(line)):
            return self._yaml_node(line)
        return LineRange(line, line)

    def _block(self, comment: int, line: int | None) -> LineRange | None:
        if self.regions is not None:
            region = self.regions.find_block(comment, line)
            return region or (self._paragraph(line) if line is not None else None)
        if self.part.notation == "yaml":
            return self._yaml_node(line) if line is not None else None
        index = bisect_right(self._diagrams, comment, key=lambda diagram: diagram.first) - 1
        return self._diagrams[index] if index >= 0 else LineRange(self.part.start_line, self.part.end_line)

    def _yaml_node(self, line: int) -> LineRange:
        """Returns a YAML mapping entry or list item: a line and the lines indented deeper."""
        region = self._yaml_nodes.get(line)
        if region is None:
            begins, indents = self.part.first_line, self._indentations
            column, is_item = indents[line - begins], bool(ITEM.match(self._text(line)))
            last = line
            for below in range(line + 1, begins + len(indents)):
                inner = indents[below - begins]
                if inner > column:
                    last = below
                elif inner >= 0:
                    if inner < column or is_item or not ITEM.match(self._text(below)):
                        break
                    last = below
            region = self._yaml_nodes[line] = LineRange(line, last)
        return region

    def _paragraph(self, line: int) -> LineRange:
        return LineRange(line, self._paragraph_ends[line - self.part.first_line])

    @cached_property
    def _paragraph_ends(self) -> list[int]:
        """Last line of the paragraph of each line; blank lines and comments end paragraphs."""
        count, begins = len(self.part.lines), self.part.first_line
        ends = [begins + index for index in range(count)]
        for index in range(count - 2, -1, -1):
            if self._next_content[index + 1] == begins + index + 1:
                ends[index] = ends[index + 1]
        return ends

    @cached_property
    def _indentations(self) -> list[int]:
        """Indentation of each line, or -1 for blank lines and comments."""
        return [_indentation(line.text) if line.text.strip() and number not in self._comment_lines else -1
                for number, line in enumerate(self.part.lines, self.part.first_line)]

    def _text(self, line: int) -> str:
        return self.part.lines[line - self.part.first_line].text

    def _next_line(self, after: int) -> int | None:
        """Returns the next line with content other than a comment, within the same part."""
        index = after + 1 - self.part.first_line
        return self._next_content[index] if index < len(self._next_content) else None

    def _next_lines(self) -> list[int | None]:
        marks = QUOTE_MARKS if self.part.notation == "markdown" else " \t"
        lines = self.part.lines
        result: list[int | None] = [None] * len(lines)
        following = None
        for index in range(len(lines) - 1, -1, -1):
            line = self.part.first_line + index
            if lines[index].text.strip(marks) and line not in self._comment_lines:
                following = line
            result[index] = following
        return result

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


def _indentation(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))
