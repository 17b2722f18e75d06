"""Layout of plain text: cell widths, padding, truncation, wrapping."""

from __future__ import annotations

from collections.abc import Iterator

MIN_WIDTH = 20


def cell_width(text: str) -> int:
    """Returns the width of a text in terminal cells: wide characters 2, combining marks 0."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) or c in "\u200c\u200d\ufe0f" else 2 if east_asian_width(c) in "WF" else 1
               for c in text)


def pad(text: str, width: int) -> str:
    """Returns the text padded with spaces to a width; a longer one is unchanged."""
    return text + " " * (width - cell_width(text))


def truncate(text: str, width: int) -> str:
    """Returns the text truncated to a width with `...`."""
    if cell_width(text) <= width:
        return text
    start = ""
    for character in text:
        if cell_width(start) + cell_width(character) > width - 3:
            break
        start += character
    return f"{start}..."


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Yields lines wrapped to a width; prefixes the first with `first`, the others with `rest`."""
    rest = " " * cell_width(first) if rest is None else rest
    room = max(width - max(cell_width(first), cell_width(rest)), MIN_WIDTH)
    line, prefix = "", first
    for word in text.split():
        if line and cell_width(line) + 1 + cell_width(word) > room:
            yield prefix + line
            line, prefix = word, rest
        else:
            line = f"{line} {word}" if line else word
    yield (prefix + line).rstrip()
