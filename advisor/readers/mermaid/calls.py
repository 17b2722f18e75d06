"""Statements of C4 diagrams, which look like calls: `Rel(web, orders, "places", $techn="HTTPS")`."""

from __future__ import annotations

from typing import NamedTuple

from advisor.readers.mermaid.canvas import Canvas
from advisor.readers.mermaid.labels import shown
from advisor.readers.mermaid.page import after
from advisor.source.regex import regex

BLANKS = regex(r"\s*")
OPENING = regex(r"(\w+)[^\S\n]*\(")
ARGUMENT = regex(r"""\s*(?:\$(\w+)\s*=\s*)?(?:"([^"]*)"|([^,()"\n]*))[^\S\n]*""")


class Call(NamedTuple):
    word: str
    arguments: tuple[str, ...]
    named: dict[str, str]
    start: int
    end: int

    def value(self, place: int, name: str) -> str:
        """Returns an argument by its name or else its place."""
        given = self.arguments[place] if place < len(self.arguments) else ""
        return shown(self.named.get(name, given))


def read_call(canvas: Canvas, at: int) -> Call | None:
    """Returns the call at a place; one that never ends is taken as far as its line goes."""
    page, text = canvas.page, canvas.page.text
    opening = OPENING.match(text, at)
    if not opening:
        return None
    arguments: list[str] = []
    named: dict[str, str] = {}
    at = opening.end()
    while True:
        argument = ARGUMENT.match(text, at)
        assert argument is not None  # it matches anything
        name, quoted, bare = argument.groups()
        value = quoted if quoted is not None else bare.strip()
        if name:
            named[name] = value
        else:
            arguments.append(value)
        at = after(BLANKS, text, argument.end())
        if not text.startswith(",", at):
            break
        at += 1
    end = at + 1
    if not text.startswith(")", at):
        canvas.fault(f"`{opening[1]}(` never ends.", "Close it with `)`, and put texts in quotes.",
                     opening.start(), opening.end())
        end = page.line_end(opening.start())
    return Call(opening[1], tuple(arguments), named, opening.start(), end)
