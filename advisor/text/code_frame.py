"""Code frames: the source line of a span with the span underlined."""

from __future__ import annotations

from typing import NamedTuple

from advisor.text.layout import MIN_WIDTH, cell_width, truncate
from advisor.text.sanitise import escape_controls
from advisor.text.source import Span

MAX_CONTEXT = 400  # characters on each side; a line may have millions
MIN_NUMBER_WIDTH = 4  # cells
GAP = " | "
CROPPED = "..."


class CodeFrame(NamedTuple):
    """Two lines: the numbered source line, and carets below the span."""

    text: str
    carets: str


def code_frame(span: Span, width: int) -> CodeFrame:
    """Returns the first line of a span, cropped to a width around the span."""
    number = str(span.line).rjust(MIN_NUMBER_WIDTH)
    room = max(width - len(number) - len(GAP), MIN_WIDTH)
    before, marked, after = crop_line(span, room)
    carets = " " * cell_width(before) + "^" * max(1, min(cell_width(marked.rstrip()), room - cell_width(before)))
    return CodeFrame(f"{number}{GAP}{before}{marked}{after}".rstrip(), f"{' ' * len(number)}{GAP}{carets}")


def crop_line(span: Span, room: int) -> tuple[str, str, str]:
    """Returns the text of the first line before, within and after a span, cropped to a width around the span."""
    before, marked, after = _parts(span)
    max_marked = room - len(CROPPED) * 2
    if cell_width(before + marked + after) > room and cell_width(before) + min(
        cell_width(marked), max_marked
    ) > room - len(CROPPED):
        before = _crop_start(before, room - len(CROPPED) - min(cell_width(marked), max_marked))
    text, end = truncate(before + marked + after, room), len(before) + len(marked)
    return text[:len(before)], text[len(before):end], text[end:]


def _parts(span: Span) -> tuple[str, str, str]:
    """Returns the escaped text of the line before, within and after a span."""
    text, start = span.source.text, span.start
    first = max(0, start - MAX_CONTEXT)
    begin = text.rfind("\n", first, start) + 1 or first
    end = text.find("\n", start, start + MAX_CONTEXT)
    if end == -1:
        end = min(len(text), start + MAX_CONTEXT)
    marked = max(start, min(span.end, end))
    return escape_controls(text[begin:start]), escape_controls(text[start:marked]), escape_controls(text[marked:end])


def _crop_start(text: str, width: int) -> str:
    """Returns the end of a text, cropped to a width."""
    tail = text
    while tail and cell_width(tail) + len(CROPPED) > max(width, len(CROPPED)):
        tail = tail[1:]
    return CROPPED + tail
