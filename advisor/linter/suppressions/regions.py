"""Line ranges of Markdown blocks: fences, tables, lists and sections."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from advisor.formats.diagram import Line
from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.text.source import Source

QUOTE_MARKS = "> \t"


class LineRange(NamedTuple):
    first: int  # line number
    last: int


class MarkdownRegions:
    def __init__(self, source: Source, blocks: Sequence[MarkdownBlock], lines: Sequence[Line]) -> None:
        self._opened: dict[int, LineRange] = {}
        self._sections: dict[int, LineRange] = {}
        self._add_blocks(source, blocks)
        self._add_sections(source, blocks, len(lines))
        self._closed = sorted(self._opened.values())
        self._lists = self._lists_of(source, blocks, lines)

    def block_at(self, line: int) -> LineRange | None:
        """Returns the fence or table that starts on a line."""
        return self._opened.get(line)

    def find_block(self, comment: int, following: int | None) -> LineRange | None:
        """Returns the block directly after or around a comment, or else the section that follows it."""
        if following is not None and (region := self._opened.get(following)):
            return region
        for regions in (self._closed, self._lists):
            if region := _region_at(regions, comment):
                return region
        if following is None:
            return None
        region = _region_at(self._lists, following)
        return region if region and region.first == following else self._sections.get(following)

    def _add_blocks(self, source: Source, blocks: Sequence[MarkdownBlock]) -> None:
        for block in blocks:
            if block.kind in ("fence", "table"):
                first = source.position(block.start)[0]
                self._opened[first] = LineRange(first, source.position(block.end)[0])

    def _add_sections(self, source: Source, blocks: Sequence[MarkdownBlock], last: int) -> None:
        """Adds for each heading the lines up to the next heading of the same or a higher level."""
        open_headings: list[tuple[int, int]] = []  # level and line
        for block in blocks:
            if block.kind == "heading":
                line = source.position(block.start)[0]
                while open_headings and open_headings[-1][0] >= int(block.info):
                    first = open_headings.pop()[1]
                    self._sections[first] = LineRange(first, line - 1)
                open_headings.append((int(block.info), line))
        for _, first in open_headings:
            self._sections[first] = LineRange(first, last)

    def _lists_of(self, source: Source, blocks: Sequence[MarkdownBlock], lines: Sequence[Line]) -> list[LineRange]:
        """Returns lists: items separated by nothing but blank lines, comments and indented lines."""
        skipped = {line for region in self._opened.values() for line in range(region.first, region.last + 1)}
        skipped |= {line for block in blocks if block.kind == "comment"
                    for line in range(source.position(block.start)[0], source.position(block.end)[0] + 1)}
        lists: list[LineRange] = []
        for block in blocks:
            if block.kind == "item":
                line = source.position(block.start)[0]
                if lists and all(_continues_list(lines[number - 1].text) or number in skipped
                                 for number in range(lists[-1].last + 1, line)):
                    lists[-1] = LineRange(lists[-1].first, line)
                else:
                    lists.append(LineRange(line, line))
        return lists


def _region_at(regions: Sequence[LineRange], line: int) -> LineRange | None:
    """Returns the region that contains a line; regions are sorted and disjoint."""
    index = bisect_right(regions, line, key=lambda region: region.first) - 1
    return regions[index] if index >= 0 and regions[index].last >= line else None


def _continues_list(text: str) -> bool:
    content = text.lstrip(">").removeprefix(" ") if text.startswith(">") else text
    return not content.strip(QUOTE_MARKS) or content[0] in " \t"
