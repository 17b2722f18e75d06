"""Lines and columns of terminal text."""

from __future__ import annotations

from collections.abc import Iterator

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
LEAST_WIDTH = 20


def cells(text: str) -> int:
    """Returns how many terminal cells a text takes; wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) or c in "\u200c\u200d\ufe0f" else 2 if east_asian_width(c) in "WF" else 1
               for c in text)


def pad(text: str, width: int) -> str:
    """Returns the text with spaces up to a width; a longer one is left whole."""
    return text + " " * (width - cells(text))


def cut(text: str, width: int) -> str:
    """Returns the text, shortened with `...` where it takes more than a width."""
    if cells(text) <= width:
        return text
    kept = ""
    for character in text:
        if cells(kept) + cells(character) > width - 3:
            break
        kept += character
    return f"{kept}..."


def paint(text: str, style: str, colour: bool) -> str:
    """Returns the text in a style, or as it is where colours are not wanted."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if colour and text else text


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Yields lines of at most a width, the first after one prefix and the others after another."""
    rest = " " * cells(first) if rest is None else rest
    room = max(width - max(cells(first), cells(rest)), LEAST_WIDTH)
    line, prefix = "", first
    for word in text.split():
        if line and cells(line) + 1 + cells(word) > room:
            yield prefix + line
            line, prefix = word, rest
        else:
            line = f"{line} {word}" if line else word
    yield (prefix + line).rstrip()
