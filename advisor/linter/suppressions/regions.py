"""Blocks of Markdown as ranges of lines: fences, tables, lists and the sections that headings begin."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from advisor.readers.drawing import Line
from advisor.readers.markdown import Block
from advisor.source import Source
from advisor.source.frozen import NamedTuple

QUOTE_MARKS = "> \t"


class Region(NamedTuple):
    first: int  # number of a line
    last: int


class Regions:
    def __init__(self, source: Source, blocks: Sequence[Block], lines: Sequence[Line]) -> None:
        self._opened: dict[int, Region] = {}
        self._sections: dict[int, Region] = {}
        self._add_blocks(source, blocks)
        self._add_sections(source, blocks, len(lines))
        self._closed = sorted(self._opened.values())
        self._lists = self._lists_of(source, blocks, lines)

    def opened_at(self, line: int) -> Region | None:
        """Returns the fence or table that begins in a line."""
        return self._opened.get(line)

    def around(self, comment: int, following: int | None) -> Region | None:
        """Returns the block that a comment stands directly before or in, or else the section that follows it."""
        if following is not None and (found := self._opened.get(following)):
            return found
        for regions in (self._closed, self._lists):
            if found := _holding(regions, comment):
                return found
        if following is None:
            return None
        found = _holding(self._lists, following)
        return found if found and found.first == following else self._sections.get(following)

    def _add_blocks(self, source: Source, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if block.kind in ("fence", "table"):
                first = source.place(block.start)[0]
                self._opened[first] = Region(first, source.place(block.end)[0])

    def _add_sections(self, source: Source, blocks: Sequence[Block], last: int) -> None:
        """Adds for each heading the lines up to the next that is no deeper."""
        open_ones: list[tuple[int, int]] = []  # level and line
        for block in blocks:
            if block.kind == "heading":
                line = source.place(block.start)[0]
                while open_ones and open_ones[-1][0] >= int(block.info):
                    first = open_ones.pop()[1]
                    self._sections[first] = Region(first, line - 1)
                open_ones.append((int(block.info), line))
        for _, first in open_ones:
            self._sections[first] = Region(first, last)

    def _lists_of(self, source: Source, blocks: Sequence[Block], lines: Sequence[Line]) -> list[Region]:
        """Returns runs of items with nothing between them but blank lines, comments and what is indented."""
        within = {line for region in self._opened.values() for line in range(region.first, region.last + 1)}
        within |= {line for block in blocks if block.kind == "comment"
                   for line in range(source.place(block.start)[0], source.place(block.end)[0] + 1)}
        found: list[Region] = []
        for block in blocks:
            if block.kind == "item":
                line = source.place(block.start)[0]
                if found and all(_goes_on(lines[at - 1].text) or at in within
                                 for at in range(found[-1].last + 1, line)):
                    found[-1] = Region(found[-1].first, line)
                else:
                    found.append(Region(line, line))
        return found


def _holding(regions: Sequence[Region], line: int) -> Region | None:
    """Returns the one that holds a line; regions are in order and apart from each other."""
    number = bisect_right(regions, line, key=lambda region: region.first) - 1
    return regions[number] if number >= 0 and regions[number].last >= line else None


def _goes_on(text: str) -> bool:
    own = text.lstrip(">").removeprefix(" ") if text.startswith(">") else text
    return not own.strip(QUOTE_MARKS) or own[0] in " \t"
