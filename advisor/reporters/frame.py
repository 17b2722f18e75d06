"""Code frames: the source line of a span with the span underlined."""

from __future__ import annotations

from advisor.reporters.clean import clean
from advisor.reporters.layout import LEAST_WIDTH, cells, cut
from advisor.source import Span
from advisor.source.frozen import NamedTuple

MAX_CONTEXT = 400  # characters on each side; a line may have millions
MIN_NUMBER_WIDTH = 4  # cells
GAP = " | "
CROPPED = "..."


class Frame(NamedTuple):
    """Two lines: the numbered source line, and carets below the span."""

    text: str
    carets: str


def frame(span: Span, width: int) -> Frame:
    """Returns the first line of a span, cropped to a width around the span."""
    number = str(span.line).rjust(MIN_NUMBER_WIDTH)
    room = max(width - len(number) - len(GAP), LEAST_WIDTH)
    before, marked, after = _parts(span)
    max_marked = room - len(CROPPED) * 2
    if cells(before + marked + after) > room and cells(before) + min(cells(marked), max_marked) > room - len(CROPPED):
        before = _crop_start(before, room - len(CROPPED) - min(cells(marked), max_marked))
    text = cut(before + marked + after, room)
    carets = " " * cells(before) + "^" * max(1, min(cells(marked.rstrip()), room - cells(before)))
    return Frame(f"{number}{GAP}{text}".rstrip(), f"{' ' * len(number)}{GAP}{carets}")


def _parts(span: Span) -> tuple[str, str, str]:
    """Returns the escaped text of the line before, within and after a span."""
    text, start = span.source.text, span.start
    first = max(0, start - MAX_CONTEXT)
    begin = text.rfind("\n", first, start) + 1 or first
    end = text.find("\n", start, start + MAX_CONTEXT)
    if end == -1:
        end = min(len(text), start + MAX_CONTEXT)
    marked = max(start, min(span.end, end))
    return clean(text[begin:start]), clean(text[start:marked]), clean(text[marked:end])


def _crop_start(text: str, width: int) -> str:
    """Returns the end of a text, cropped to a width."""
    tail = text
    while tail and cells(tail) + len(CROPPED) > max(width, len(CROPPED)):
        tail = tail[1:]
    return CROPPED + tail
