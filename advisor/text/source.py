"""Source text with line and column lookup."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

BYTE_ORDER_MARK = "\ufeff"
MAX_COUNTED = 20_000  # characters; up to here, counting newlines is faster than an index of lines
MAX_COUNTED_LOOKUPS = 16  # for more of them, the index of lines pays off


class Source:
    """A document's text with the file name shown to users.

    Offsets count code points from 0; lines and columns count from 1 and are computed lazily.
    """

    __slots__ = ("_line_starts", "_lookups", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._line_starts: list[int] | None = None
        self._lookups = 0

    def position(self, offset: int) -> tuple[int, int]:
        """Returns the line and column (code points, both from 1) of an offset."""
        starts = self._line_starts
        if starts is None:
            self._lookups += 1
            if self._lookups <= MAX_COUNTED_LOOKUPS and len(self.text) <= MAX_COUNTED:
                return self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)
            starts = self._line_starts = _line_starts(self.text)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1


def _line_starts(text: str) -> list[int]:
    return [0, *accumulate([len(line) + 1 for line in text.split("\n")[:-1]])]


class Span:
    """A range of a source: `start` inclusive, `end` exclusive (code-point offsets)."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @property
    def file(self) -> str:
        return self.source.name

    @property
    def line(self) -> int:
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        return self.source.position(self.start)[1]

    @property
    def end_line(self) -> int:
        return self.source.position(self.end)[0]

    @property
    def end_column(self) -> int:
        return self.source.position(self.end)[1]

    def __repr__(self) -> str:
        return f"Span({self.file}:{self.line}:{self.column})"
