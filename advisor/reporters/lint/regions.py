"""Places of findings and edits, in the units that formats count in."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.checked import Edit, Fix
from advisor.source import Source, Span


class Region(NamedTuple):
    """Lines and columns from 1; the end is the first place that is no longer in it."""

    line: int
    column: int
    end_line: int
    end_column: int


def first_line(span: Span) -> Span:
    """Returns the part of a span that stands on its first line: longer ones are not shown in a pull request."""
    if span.end <= span.start or span.end_line == span.line:
        return Span(span.source, span.start, max(span.start, span.end))
    text = span.source.text
    stop = text.find("\n", span.start)
    return Span(span.source, span.start, max(span.start, stop - 1 if text[stop - 1] == "\r" else stop))


def in_characters(span: Span) -> Region:
    """Returns a place in code points."""
    return Region(*span.source.place(span.start), *span.source.place(span.end))


def in_bytes(span: Span) -> Region:
    """Returns a place in bytes of UTF-8."""
    return Region(*_in_bytes(span.source, span.start), *_in_bytes(span.source, span.end))


def in_one(fix: Fix, source: Source) -> Edit:
    """Returns a fix as one edit, for formats that know no other."""
    parts, position = [], fix.edits[0].start
    for edit in fix.edits:
        parts += [source.text[position:edit.start], edit.text]
        position = edit.end
    return Edit(fix.edits[0].start, position, "".join(parts))


def _in_bytes(source: Source, offset: int) -> tuple[int, int]:
    line, column = source.place(offset)
    return line, len(source.text[offset - column + 1:offset].encode("utf-8", "surrogatepass")) + 1
