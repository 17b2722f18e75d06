"""Finds comments in YAML text, but not inside quoted and block scalars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.formats.diagram import Line

CLOSING = {'"': re.compile(r'(?:[^"\\]|\\.)*"'), "'": re.compile(r"(?:[^']|'')*'(?!')")}
TOKEN = re.compile(r"""["'#]""")
BLOCK_SCALAR = re.compile(r"[|>][-+0-9]{0,2}")
DASHES = re.compile(r"[ \t]*(?:-[ \t]+)*")
BEFORE_A_QUOTE = frozenset("[{,:-?")


def find_yaml_comments(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yields the line index and the column of the `#` of each comment."""
    scalar_column = -1  # text right of it belongs to a block scalar
    quote = ""
    for number, line in enumerate(lines):
        text = line.text
        if scalar_column >= 0:
            indent = len(text) - len(text.lstrip(" "))
            if indent > scalar_column or not text.strip():
                continue
            scalar_column = -1
        column, quote = _find_comment(text, quote)
        if column >= 0:
            yield number, column
        if not quote:
            scalar_column = _block_scalar_column(text if column < 0 else text[:column].rstrip())


def _find_comment(text: str, quote: str) -> tuple[int, str]:
    """Returns the column of a comment, or -1, and the quote that is open at the end of the line."""
    position = 0
    if quote:
        closing = CLOSING[quote].match(text)
        if closing is None:
            return -1, quote
        position = closing.end()
    while token := TOKEN.search(text, position):
        offset, sign = token.start(), token[0]
        position = offset + 1
        before = text[:offset].rstrip(" \t")
        if sign == "#":
            if not before or len(before) < offset:
                return offset, ""
        elif not before or (before[-1] in BEFORE_A_QUOTE and (len(before) < offset or before[-1] in "[{,:")):
            closing = CLOSING[sign].match(text, position)
            if closing is None:
                return -1, sign
            position = closing.end()
    return -1, ""


def _block_scalar_column(text: str) -> int:
    """Returns the parent column of a block scalar that starts after this line, or -1."""
    *before, sign = text.replace("\t", " ").rstrip(" ").rsplit(" ", 1)
    if not BLOCK_SCALAR.fullmatch(sign):
        return -1
    last = before[0].rstrip(" ").rpartition(" ")[2] if before else ""
    if last and last != "-" and not last.endswith(":") and last[0] not in "!&":
        return -1
    dashes = DASHES.match(text)
    column = dashes.end() if dashes else 0
    return text.rfind("-", 0, column) if last == "-" else column
