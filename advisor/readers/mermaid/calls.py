"""Parses macro calls of C4 diagrams, which can span several lines."""

from __future__ import annotations

from advisor.readers.c4 import Macro, Notation, read_macro
from advisor.readers.mermaid.canvas import Canvas
from advisor.readers.mermaid.labels import shown
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

OPENING = regex(r"(\w+)[^\S\n]*\(")
CLOSING = regex(r"\s*\)")
NOTATION = Notation(regex(r"""\s*(?:\$(\w+)\s*=\s*)?(?:"([^"]*)"|([^,()"\n]*))[^\S\n]*"""), regex(r"\s*,"), shown)


class Call(NamedTuple):
    macro: Macro
    start: int
    end: int


def read_call(canvas: Canvas, at: int) -> Call | None:
    """Returns the call at an offset, or None; an unclosed one ends with its line."""
    page, text = canvas.page, canvas.page.text
    opening = OPENING.match(text, at)
    if not opening:
        return None
    macro, at = read_macro(opening[1], text, opening.end(), NOTATION)
    closing = CLOSING.match(text, at)
    if not closing:
        canvas.fault(f"`{macro.word}(` never ends.", "Close it with `)`, and put texts in quotes.",
                     opening.start(), opening.end())
    return Call(macro, opening.start(), closing.end() if closing else page.line_end(opening.start()))
