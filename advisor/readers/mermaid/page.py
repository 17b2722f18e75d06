"""The lines of a diagram as one text, each place of which is known in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from advisor.readers.drawing import Line, Lines
from advisor.source.regex import regex

TAG = regex(r"<\w+[^>]*>")
QUOTED_ATTRIBUTE = regex(r'="([^"]*)"')
WITHIN_A_LINE = regex(r"[^\n]")


class Page:
    """What is taken out of the text, or changed in it, keeps its length, so that a place stays a place."""

    __slots__ = ("_begins", "_known", "_line", "_shift", "_starts", "text")

    def __init__(self, lines: Sequence[Line]) -> None:
        self._shift = lines.start if isinstance(lines, Lines) else None  # where nothing stands before the lines
        text = lines.text if isinstance(lines, Lines) else "\n".join(line.text for line in lines)
        self.text = _with_single_quotes_in_tags(text.replace("\ufeff", " "))
        self._starts: list[int] = []
        self._begins = [0]
        if self._shift is None:
            self._starts = [line.start for line in lines] or [0]
            self._begins += accumulate([len(line.text) + 1 for line in lines])
        self._known: dict[re.Pattern[str], tuple[int, re.Match[str] | None]] = {}
        self._line = (0, -1)

    def start(self, at: int) -> int:
        """Returns where in the source a place of the text is."""
        if self._shift is not None:
            return at + self._shift
        number = min(bisect_right(self._begins, at), len(self._starts)) - 1
        return self._starts[number] + at - self._begins[number]

    def end(self, at: int) -> int:
        """Returns where in the source a stretch ends that ends before a place of the text."""
        if self._shift is not None:
            return at + self._shift
        return self.start(at - 1) + 1 if at > 0 else self.start(0)

    def take_out(self, stretches: Iterable[tuple[int, int]]) -> None:
        """Puts blanks for stretches of the text; line ends stay."""
        pieces: list[str] = []
        done = 0
        for start, end in sorted(stretches):
            if end > done:
                start = max(start, done)
                pieces += self.text[done:start], WITHIN_A_LINE.sub(" ", self.text[start:end])
                done = end
        self.text = "".join(pieces) + self.text[done:]

    def line_end(self, at: int) -> int:
        """Returns the end of the line that a place is in."""
        since, end = self._line
        if not since <= at <= end:
            found = self.text.find("\n", at)
            end = found if found >= 0 else len(self.text)
            self._line = (at, end)
        return end

    def search(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """Returns the next match; the text is read but once, however often a pattern is looked for in vain."""
        since, match = self._known.get(pattern, (len(self.text) + 1, None))
        if since <= at and (match is None or at <= match.start()):
            return match
        match = pattern.search(self.text, at)
        self._known[pattern] = (at, match)
        return match


def after(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Returns the end of what matches at a place, or the place where nothing does."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _with_single_quotes_in_tags(text: str) -> str:
    """Mermaid does the same: what a tag puts into quotes must not end a label in quotes."""
    last = text.rfind(">") + 1
    if '="' not in text[:last]:
        return text
    return TAG.sub(lambda tag: QUOTED_ATTRIBUTE.sub(r"='\1'", tag[0]), text[:last]) + text[last:]
