"""Which lines a directive speaks for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from sys import maxsize

from advisor.linter.suppressions.comments import Comment
from advisor.linter.suppressions.directives import FILE, LINE, Directive
from advisor.linter.suppressions.parts import Part
from advisor.linter.suppressions.regions import Region, Regions
from advisor.source.regex import regex

ITEM = regex(r"[ \t]*-(?:[ \t]|$)")
PLANTUML_BEGINS, PLANTUML_ENDS = re.compile(r"[ \t]*@start"), re.compile(r"[ \t]*@end")
QUOTE_MARKS = "> \t"


class Scopes:
    """The scopes of the directives of one part."""

    def __init__(self, part: Part, comments: Iterable[Comment], regions: Regions | None) -> None:
        self.part = part
        self.regions = regions  # of Markdown
        self._bare = {line for comment in comments if comment.is_alone
                      for line in range(comment.line, comment.last_line + 1)}
        self._next = self._next_lines()
        self._extents: dict[int, Region] = {}
        self._drawings = self._plantuml() if part.notation == "plantuml" else []

    def of(self, directive: Directive) -> Region | None:
        """Returns the first and the last line that a directive speaks for, or None where nothing follows it."""
        comment = directive.comment
        if directive.scope == FILE:
            return Region(1, maxsize)
        line = self._next_line(comment.last_line) if comment.is_alone else comment.last_line
        if directive.scope == LINE:
            return self._opened(line) if line is not None else None
        return self._block(comment.line, line)

    def _opened(self, line: int) -> Region:
        """Returns a line, with all of what it opens."""
        if self.regions is not None:
            return self.regions.opened_at(line) or Region(line, line)
        if self.part.notation == "yaml" and ITEM.match(self._text(line)):
            return self._extent(line)
        return Region(line, line)

    def _block(self, comment: int, line: int | None) -> Region | None:
        if self.regions is not None:
            found = self.regions.around(comment, line)
            return found or (self._paragraph(line) if line is not None else None)
        if self.part.notation == "yaml":
            return self._extent(line) if line is not None else None
        number = bisect_right(self._drawings, comment, key=lambda drawing: drawing.first) - 1
        return self._drawings[number] if number >= 0 else Region(self.part.first, self.part.last)

    def _extent(self, line: int) -> Region:
        """Returns an entry of a mapping or an item of a list in YAML: all that is written further to the right."""
        found = self._extents.get(line)
        if found is None:
            begins, indents = self.part.begins, self._indents
            column, is_item = indents[line - begins], bool(ITEM.match(self._text(line)))
            last = line
            for at in range(line + 1, begins + len(indents)):
                inner = indents[at - begins]
                if inner > column:
                    last = at
                elif inner >= 0:
                    if inner < column or is_item or not ITEM.match(self._text(at)):
                        break
                    last = at
            found = self._extents[line] = Region(line, last)
        return found

    def _paragraph(self, line: int) -> Region:
        return Region(line, self._paragraph_ends[line - self.part.begins])

    @cached_property
    def _paragraph_ends(self) -> list[int]:
        """For each line the last of those that follow without a blank line or a comment between."""
        count, begins = len(self.part.lines), self.part.begins
        found = [begins + index for index in range(count)]
        for index in range(count - 2, -1, -1):
            if self._next[index + 1] == begins + index + 1:
                found[index] = found[index + 1]
        return found

    @cached_property
    def _indents(self) -> list[int]:
        """For each line how far it is indented, or -1 where it says nothing."""
        return [_indent(line.text) if line.text.strip() and number not in self._bare else -1
                for number, line in enumerate(self.part.lines, self.part.begins)]

    def _text(self, line: int) -> str:
        return self.part.lines[line - self.part.begins].text

    def _next_line(self, after: int) -> int | None:
        """Returns the first line after one that holds something else than a comment; of a fence, no line beyond it."""
        index = after + 1 - self.part.begins
        return self._next[index] if index < len(self._next) else None

    def _next_lines(self) -> list[int | None]:
        marks = QUOTE_MARKS if self.part.notation == "markdown" else " \t"
        lines = self.part.lines
        found: list[int | None] = [None] * len(lines)
        following = None
        for index in range(len(lines) - 1, -1, -1):
            line = self.part.begins + index
            if lines[index].text.strip(marks) and line not in self._bare:
                following = line
            found[index] = following
        return found

    def _plantuml(self) -> list[Region]:
        found: list[Region] = []
        begins = 0
        for number, line in enumerate(self.part.lines, self.part.begins):
            if PLANTUML_BEGINS.match(line.text):
                begins = number
            elif begins and PLANTUML_ENDS.match(line.text):
                found.append(Region(begins, number))
                begins = 0
        return found


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))
