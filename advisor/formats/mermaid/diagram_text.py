"""Lines of a diagram as one text, with offsets mapped to the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from advisor.formats.diagram import Line, Lines

TAG = re.compile(r"<\w+[^>]*>")
QUOTED_ATTRIBUTE = re.compile(r'="([^"]*)"')
WITHIN_A_LINE = re.compile(r"[^\n]")


class MermaidText:
    """Changes keep the length of the text, so offsets stay valid."""

    __slots__ = ("_line", "_line_starts", "_matches", "_shift", "_source_starts", "text")

    def __init__(self, lines: Sequence[Line]) -> None:
        self._shift = lines.start if isinstance(lines, Lines) else None  # if the lines are contiguous in the source
        text = lines.text if isinstance(lines, Lines) else "\n".join(line.text for line in lines)
        self.text = _with_single_quotes_in_tags(text.replace("\ufeff", " "))
        self._source_starts: list[int] = []
        self._line_starts = [0]
        if self._shift is None:
            self._source_starts = [line.start for line in lines] or [0]
            self._line_starts += accumulate([len(line.text) + 1 for line in lines])
        self._matches: dict[re.Pattern[str], tuple[int, re.Match[str] | None]] = {}
        self._line = (0, -1)

    def source_start(self, at: int) -> int:
        """Returns the source offset of a text offset."""
        if self._shift is not None:
            return at + self._shift
        number = min(bisect_right(self._line_starts, at), len(self._source_starts)) - 1
        return self._source_starts[number] + at - self._line_starts[number]

    def source_end(self, at: int) -> int:
        """Returns the source offset of the exclusive end of a range."""
        if self._shift is not None:
            return at + self._shift
        return self.source_start(at - 1) + 1 if at > 0 else self.source_start(0)

    def blank_out(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Replaces ranges of the text by blanks; keeps line ends."""
        pieces: list[str] = []
        done = 0
        for start, end in sorted(ranges):
            if end > done:
                start = max(start, done)
                pieces += self.text[done:start], WITHIN_A_LINE.sub(" ", self.text[start:end])
                done = end
        self.text = "".join(pieces) + self.text[done:]

    def line_end(self, at: int) -> int:
        """Returns the end of the line of an offset."""
        since, end = self._line
        if not since <= at <= end:
            newline = self.text.find("\n", at)
            end = newline if newline >= 0 else len(self.text)
            self._line = (at, end)
        return end

    def search(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """Returns the next match, cached: repeated searches scan the text only once."""
        since, match = self._matches.get(pattern, (len(self.text) + 1, None))
        if since <= at and (match is None or at <= match.start()):
            return match
        match = pattern.search(self.text, at)
        self._matches[pattern] = (at, match)
        return match


def _with_single_quotes_in_tags(text: str) -> str:
    """Replaces quotes in tags, as Mermaid does: they must not end a quoted label."""
    last = text.rfind(">") + 1
    if '="' not in text[:last]:
        return text
    return TAG.sub(lambda tag: QUOTED_ATTRIBUTE.sub(r"='\1'", tag[0]), text[:last]) + text[last:]
