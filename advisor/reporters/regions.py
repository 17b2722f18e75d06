"""Line and column ranges of findings and edits, in characters or bytes."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.finding import Fix, TextEdit
from advisor.text.source import Source, Span


class TextRegion(NamedTuple):
    """Lines and columns from 1; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def clip_to_first_line(span: Span) -> Span:
    """Returns a span cut to its first line: pull requests do not show longer ones."""
    if span.end <= span.start or span.end_line == span.line:
        return Span(span.source, span.start, max(span.start, span.end))
    text = span.source.text
    stop = text.find("\n", span.start)
    return Span(span.source, span.start, max(span.start, stop - 1 if text[stop - 1] == "\r" else stop))


def region_in_characters(span: Span) -> TextRegion:
    """Returns the region of a span, columns in code points."""
    return TextRegion(*span.source.position(span.start), *span.source.position(span.end))


def region_in_bytes(span: Span) -> TextRegion:
    """Returns the region of a span, columns in UTF-8 bytes."""
    return TextRegion(*_position_in_bytes(span.source, span.start), *_position_in_bytes(span.source, span.end))


def merge_edits(fix: Fix, source: Source) -> TextEdit:
    """Merges a fix into one edit, for formats that allow only one."""
    parts, position = [], fix.edits[0].start
    for edit in fix.edits:
        parts += [source.text[position:edit.start], edit.text]
        position = edit.end
    return TextEdit(fix.edits[0].start, position, "".join(parts))


def _position_in_bytes(source: Source, offset: int) -> tuple[int, int]:
    line, column = source.position(offset)
    return line, len(source.text[offset - column + 1:offset].encode("utf-8", "surrogatepass")) + 1
