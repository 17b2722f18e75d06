"""`architecture-beta`: services in groups, and edges from side to side."""

from __future__ import annotations

import re

from advisor.notation.quote import quoted
from advisor.readers.mermaid.canvas import MOST_GROUPS, Canvas
from advisor.readers.mermaid.labels import shown, without_quotes
from advisor.readers.mermaid.page import after
from advisor.readers.mermaid.properties import product_of_icon
from advisor.source.regex import regex

HEADER = regex(r"\s*architecture[\w-]*")
BLANKS = regex(r"\s*")
TITLE = regex(r"title(?:[^\S\n]+([^\n]*))?$", re.MULTILINE)
SKIPPED = regex(r"(?:accTitle[^\S\n]*:|accDescr[^\S\n]*:|align\s)[^\n]*")
DESCRIPTION = regex(r"accDescr\s*\{")
BRACE = regex(r"\}")
NAME = r"\w(?:[\w-]*\w)?"
ELEMENT = regex(
    rf"(group|service|junction)[^\S\n]+({NAME})[^\S\n]*(?:\(([\w:-]+)\)|\"([^\"\n]*)\")?[^\S\n]*"
    rf"(?:\[(\"[^\"\n]*\"|'[^'\n]*'|[^\[\]\n]*)\])?[^\S\n]*(?:in[^\S\n]+({NAME}))?[^\S\n]*")
EDGE = regex(
    rf"({NAME})(\{{group\}})?[^\S\n]*:[^\S\n]*([LRTB])[^\S\n]*(<?)(?:--|-[^\S\n]*\[([^\[\]\n]*)\][^\S\n]*-)(>?)[^\S\n]*"
    rf"([LRTB])[^\S\n]*:[^\S\n]*({NAME})(\{{group\}})?[^\S\n]*")
HINTS = {"database": "database", "disk": "storage", "cloud": "cloud", "internet": "internet", "server": "server"}


def read_architecture_diagram(canvas: Canvas) -> None:
    """Reads an architecture diagram onto a canvas."""
    ArchitectureDiagram(canvas).read()


class ArchitectureDiagram:
    """A place in the text that moves on, and the groups known so far."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.page = canvas.page
        self.text = canvas.page.text
        self.groups: dict[str, tuple[str, ...]] = {}  # titles of each group and those around it
        self.group_of: dict[str, tuple[str, ...]] = {}

    def read(self) -> None:
        at = after(HEADER, self.text, 0)
        while True:
            at = after(BLANKS, self.text, at)
            if at >= len(self.text):
                break
            at = self._statement(at)
        self.canvas.regroup(self.group_of)

    def _statement(self, at: int) -> int:
        """Reads a statement and returns the place after it."""
        if found := DESCRIPTION.match(self.text, at):
            ending = self.page.search(BRACE, found.end())
            return ending.end() if ending else self.page.line_end(at)
        if found := TITLE.match(self.text, at):
            self.canvas.title = self.canvas.title or shown(found[1] or "")
        elif found := SKIPPED.match(self.text, at):
            pass
        elif found := EDGE.match(self.text, at):
            self._edge(found)
        elif found := ELEMENT.match(self.text, at):
            self._element(found)
        line_end = self.page.line_end(at)
        if not found:
            self.canvas.fault(f"{quoted(self.text[at:line_end].rstrip())} is not expected here.",
                              "Write, for example, `a:R --> L:b`.", at, line_end)
            return line_end
        end = found.end()
        if end < line_end:
            self.canvas.fault(f"{quoted(self.text[end:line_end].rstrip())} is not expected here.", "Begin a new line.",
                              end, line_end)
            return line_end
        return end

    def _element(self, found: re.Match[str]) -> None:
        word, name, icon, _, title, parent = found.groups()
        label = without_quotes(title.replace("'", '"') if title.startswith("'") else title) if title else ""
        around = self.groups.get(parent, ()) if parent else ()
        if parent and parent not in self.groups:
            self.canvas.fault(f"There is no group {quoted(parent)} yet.", "Declare the group before what it holds.",
                              found.start(6), found.end(6))
        if word == "group":
            self.groups[name] = (*around, label or name)[:MOST_GROUPS]
            return
        hint = "junction" if word == "junction" else HINTS.get(icon or "", "")
        end = found.start() + len(found[0].rstrip())
        self.canvas.describe(name, found.start(), end, label=label, hint=hint,
                             technology=product_of_icon(icon or ""))
        self.group_of.setdefault(name, around)

    def _edge(self, found: re.Match[str]) -> None:
        left, _, _, into_left, label, into_right, _, right, _ = found.groups()
        end = found.start() + len(found[0].rstrip())
        for number, name in ((1, left), (8, right)):
            if name not in self.canvas.nodes:
                self.canvas.fault(f"There is no service {quoted(name)} yet.", "Declare it before its edges.",
                                  found.start(number), found.end(number))
                self.canvas.mention(name, found.start(number), found.end(number))
        is_both_ways = bool(into_left and into_right)
        source, target = (right, left) if into_left and not is_both_ways else (left, right)
        self.canvas.connect(source, target, found.start(), end, label=without_quotes(label or ""),
                            arrow=f"{into_left}--{into_right}", is_both_ways=is_both_ways,
                            facts=self.canvas.facts_before(found.start()))
