"""The comments of a YAML text: what a quoted text or a block of text holds is none, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.readers.drawing import Line
from advisor.source.regex import regex

CLOSING = {'"': re.compile(r'(?:[^"\\]|\\.)*"'), "'": re.compile(r"(?:[^']|'')*'(?!')")}
TOKEN = regex(r"""["'#]""")
BLOCK_OF_TEXT = regex(r"[|>][-+0-9]{0,2}")
DASHES = regex(r"[ \t]*(?:-[ \t]+)*")
BEFORE_A_QUOTE = frozenset("[{,:-?")


def comments_in(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yields for each comment the index of its line and where its `#` stands in that line."""
    text_column = -1  # what stands right of it belongs to a block of text
    quote = ""
    for number, line in enumerate(lines):
        text = line.text
        if text_column >= 0:
            indent = len(text) - len(text.lstrip(" "))
            if indent > text_column or not text.strip():
                continue
            text_column = -1
        sign, quote = _scan(text, quote)
        if sign >= 0:
            yield number, sign
        if not quote:
            text_column = _column_of_text(text if sign < 0 else text[:sign].rstrip())


def _scan(text: str, quote: str) -> tuple[int, str]:
    """Returns where a comment begins, or -1, and the quote that is still open at the end of the line."""
    at = 0
    if quote:
        closed = CLOSING[quote].match(text)
        if closed is None:
            return -1, quote
        at = closed.end()
    while found := TOKEN.search(text, at):
        place, sign = found.start(), found[0]
        at = place + 1
        before = text[:place].rstrip(" \t")
        if sign == "#":
            if not before or len(before) < place:
                return place, ""
        elif not before or (before[-1] in BEFORE_A_QUOTE and (len(before) < place or before[-1] in "[{,:")):
            closed = CLOSING[sign].match(text, at)
            if closed is None:
                return -1, sign
            at = closed.end()
    return -1, ""


def _column_of_text(text: str) -> int:
    """Returns the column right of which a block of text stands that begins after this line, or -1."""
    *before, sign = text.replace("\t", " ").rstrip(" ").rsplit(" ", 1)
    if not BLOCK_OF_TEXT.fullmatch(sign):
        return -1
    last = before[0].rstrip(" ").rpartition(" ")[2] if before else ""
    if last and last != "-" and not last.endswith(":") and last[0] not in "!&":
        return -1
    dashes = DASHES.match(text)
    column = dashes.end() if dashes else 0
    return text.rfind("-", 0, column) if last == "-" else column
