"""Line and column ranges of findings and edits, in characters or bytes."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.checked import Edit, Fix
from advisor.source import Source, Span


class Region(NamedTuple):
    """Lines and columns from 1; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def first_line(span: Span) -> Span:
    """Returns a span cut to its first line: pull requests do not show longer ones."""
    if span.end <= span.start or span.end_line == span.line:
        return Span(span.source, span.start, max(span.start, span.end))
    text = span.source.text
    stop = text.find("\n", span.start)
    return Span(span.source, span.start, max(span.start, stop - 1 if text[stop - 1] == "\r" else stop))


def in_characters(span: Span) -> Region:
    """Returns the region of a span, columns in code points."""
    return Region(*span.source.place(span.start), *span.source.place(span.end))


def in_bytes(span: Span) -> Region:
    """Returns the region of a span, columns in UTF-8 bytes."""
    return Region(*_position_in_bytes(span.source, span.start), *_position_in_bytes(span.source, span.end))


def in_one(fix: Fix, source: Source) -> Edit:
    """Merges a fix into one edit, for formats that allow only one."""
    parts, position = [], fix.edits[0].start
    for edit in fix.edits:
        parts += [source.text[position:edit.start], edit.text]
        position = edit.end
    return Edit(fix.edits[0].start, position, "".join(parts))


def _position_in_bytes(source: Source, offset: int) -> tuple[int, int]:
    line, column = source.place(offset)
    return line, len(source.text[offset - column + 1:offset].encode("utf-8", "surrogatepass")) + 1
