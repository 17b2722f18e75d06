"""The line of a document that something is said about, with the words in question underlined."""

from __future__ import annotations

from advisor.reporters.clean import clean
from advisor.reporters.layout import LEAST_WIDTH, cells, cut
from advisor.source import Span
from advisor.source.frozen import NamedTuple

MOST_READ = 400  # characters on each side; a line may have millions
LEAST_NUMBER = 4  # cells
GAP = " | "
CROPPED = "..."


class Frame(NamedTuple):
    """Two lines: the text with its number, and carets below the words in question."""

    text: str
    carets: str


def frame(span: Span, width: int) -> Frame:
    """Returns the first line of a span, cropped to a width so that its words can be seen."""
    number = str(span.line).rjust(LEAST_NUMBER)
    room = max(width - len(number) - len(GAP), LEAST_WIDTH)
    before, marked, after = _parts(span)
    most_marked = room - len(CROPPED) * 2
    if cells(before + marked + after) > room and cells(before) + min(cells(marked), most_marked) > room - len(CROPPED):
        before = _cropped(before, room - len(CROPPED) - min(cells(marked), most_marked))
    text = cut(before + marked + after, room)
    carets = " " * cells(before) + "^" * max(1, min(cells(marked.rstrip()), room - cells(before)))
    return Frame(f"{number}{GAP}{text}".rstrip(), f"{' ' * len(number)}{GAP}{carets}")


def _parts(span: Span) -> tuple[str, str, str]:
    """What stands on the line before, in and after a span, made safe to show."""
    text, start = span.source.text, span.start
    first = max(0, start - MOST_READ)
    begin = text.rfind("\n", first, start) + 1 or first
    end = text.find("\n", start, start + MOST_READ)
    if end == -1:
        end = min(len(text), start + MOST_READ)
    marked = max(start, min(span.end, end))
    return clean(text[begin:start]), clean(text[start:marked]), clean(text[marked:end])


def _cropped(text: str, width: int) -> str:
    """The end of a text that takes at most a width."""
    kept = text
    while kept and cells(kept) + len(CROPPED) > max(width, len(CROPPED)):
        kept = kept[1:]
    return CROPPED + kept
