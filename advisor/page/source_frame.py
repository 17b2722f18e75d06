"""Source lines of a finding for a terminal: the span is underlined, its neighbours are shown for context."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from advisor.page.style import QUIET, TextStyle
from advisor.text.code_frame import MAX_CONTEXT, crop_line
from advisor.text.layout import truncate
from advisor.text.sanitise import escape_controls, escape_hash_commands
from advisor.text.source import Span

POINTER, EDGE = ("❱", "│"), (">", "|")  # with and without Unicode
GUTTER = 5  # cells beside the number


def draw_source(span: Span, severity_style: str, style: TextStyle) -> Iterator[Text]:
    """Yields the line before a span, its first line with the span underlined, and the line after it."""
    digits = max(len(str(span.line + 1)), 3)
    pointer, edge = POINTER if style.is_unicode else EDGE
    room = style.width - digits - GUTTER
    before, marked, after = (escape_hash_commands(part) for part in crop_line(span, room))
    above, below = _neighbours(span)
    if above:
        yield _row("", span.line - 1, digits, edge, Text(truncate(above, room), QUIET))
    line = Text(before).append(marked or " ", f"{severity_style} underline").append(after)
    line.rstrip()
    line.truncate(room, overflow="crop")
    yield _row(Text(pointer, severity_style), span.line, digits, edge, line)
    if not style.colour:
        carets = "^" * max(1, min(cell_len(marked.rstrip()), room - cell_len(before)))
        yield _row("", None, digits, edge, Text(" " * cell_len(before) + carets))
    if below:
        yield _row("", span.line + 1, digits, edge, Text(truncate(below, room), QUIET))


def _row(pointer: Text | str, number: int | None, digits: int, edge: str, line: Text) -> Text:
    row = Text(end="", no_wrap=True)
    row.append(pointer) if pointer else row.append(" ")
    row.append(f" {'' if number is None else number:>{digits}} ").append(f"{edge} ", QUIET)
    return row.append_text(line)


def _neighbours(span: Span) -> tuple[str, str]:
    """Returns the escaped lines above and below; empty if there is none, or it is very long."""
    text, limit = span.source.text, MAX_CONTEXT
    begin = text.rfind("\n", 0, span.start) + 1
    start = text.rfind("\n", max(0, begin - 1 - limit), max(begin - 1, 0)) + 1
    above = text[start:begin - 1] if begin and (start or begin <= limit) else ""
    end = text.find("\n", span.start)
    stop = text.find("\n", end + 1, end + 1 + limit) if end >= 0 else -1
    below = "" if end < 0 else text[end + 1:stop] if stop >= 0 else text[end + 1:end + 1 + limit]
    return escape_hash_commands(escape_controls(above.rstrip())), escape_hash_commands(escape_controls(below.rstrip()))
