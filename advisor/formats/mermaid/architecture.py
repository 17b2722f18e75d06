"""Parses `architecture-beta` diagrams: groups, services and edges."""

from __future__ import annotations

import re

from advisor.formats.diagram import match_end
from advisor.formats.diagram_builder import MAX_GROUPS
from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.labels import icon_product, label_text, unquote_label
from advisor.text.quoting import quote_value

HEADER = re.compile(r"\s*architecture[\w-]*")
BLANKS = re.compile(r"\s*")
TITLE = re.compile(r"title(?:[^\S\n]+([^\n]*))?$", re.MULTILINE)
SKIPPED = re.compile(r"(?:accTitle[^\S\n]*:|accDescr[^\S\n]*:|align\s)[^\n]*")
DESCRIPTION = re.compile(r"accDescr\s*\{")
BRACE = re.compile(r"\}")
NAME = r"\w(?:[\w-]*\w)?"
ELEMENT = re.compile(
    rf"(group|service|junction)[^\S\n]+({NAME})[^\S\n]*(?:\(([\w:-]+)\)|\"([^\"\n]*)\")?[^\S\n]*"
    rf"(?:\[(\"[^\"\n]*\"|'[^'\n]*'|[^\[\]\n]*)\])?[^\S\n]*(?:in[^\S\n]+({NAME}))?[^\S\n]*")
EDGE = re.compile(
    rf"({NAME})(\{{group\}})?[^\S\n]*:[^\S\n]*([LRTB])[^\S\n]*(<?)(?:--|-[^\S\n]*\[([^\[\]\n]*)\][^\S\n]*-)(>?)[^\S\n]*"
    rf"([LRTB])[^\S\n]*:[^\S\n]*({NAME})(\{{group\}})?[^\S\n]*")
HINTS = {"database": "database", "disk": "storage", "cloud": "cloud", "internet": "internet", "server": "server"}


def read_architecture_diagram(builder: MermaidDiagramBuilder) -> None:
    """Adds the parts of an architecture diagram to its builder."""
    ArchitectureDiagramParser(builder).read()


class ArchitectureDiagramParser:
    """Parser with the groups declared so far."""

    def __init__(self, builder: MermaidDiagramBuilder) -> None:
        self.builder = builder
        self.page = builder.page
        self.text = builder.page.text
        self.groups: dict[str, tuple[str, ...]] = {}  # titles of each group and its parents
        self.group_of: dict[str, tuple[str, ...]] = {}

    def read(self) -> None:
        at = match_end(HEADER, self.text, 0)
        while True:
            at = match_end(BLANKS, self.text, at)
            if at >= len(self.text):
                break
            at = self._statement(at)
        self.builder.set_groups(self.group_of)

    def _statement(self, at: int) -> int:
        """Parses a statement and returns the offset after it."""
        if match := DESCRIPTION.match(self.text, at):
            ending = self.page.search(BRACE, match.end())
            return ending.end() if ending else self.page.line_end(at)
        if match := TITLE.match(self.text, at):
            self.builder.title = self.builder.title or label_text(match[1] or "")
        elif match := SKIPPED.match(self.text, at):
            pass
        elif match := EDGE.match(self.text, at):
            self._edge(match)
        elif match := ELEMENT.match(self.text, at):
            self._element(match)
        line_end = self.page.line_end(at)
        if not match:
            self.builder.fault(f"{quote_value(self.text[at:line_end].rstrip())} is not expected here.",
                               "Write, for example, `a:R --> L:b`.", at, line_end)
            return line_end
        end = match.end()
        if end < line_end:
            self.builder.fault(f"{quote_value(self.text[end:line_end].rstrip())} is not expected here.",
                               "Begin a new line.", end, line_end)
            return line_end
        return end

    def _element(self, match: re.Match[str]) -> None:
        word, name, icon, _, title, parent = match.groups()
        label = unquote_label(title.replace("'", '"') if title.startswith("'") else title) if title else ""
        parents = self.groups.get(parent, ()) if parent else ()
        if parent and parent not in self.groups:
            self.builder.fault(f"There is no group {quote_value(parent)} yet.",
                               "Declare the group before what it holds.", match.start(6), match.end(6))
        if word == "group":
            self.groups[name] = (*parents, label or name)[:MAX_GROUPS]
            return
        hint = "junction" if word == "junction" else HINTS.get(icon or "", "")
        end = match.start() + len(match[0].rstrip())
        self.builder.describe(name, match.start(), end, label=label, hint=hint,
                              technology=icon_product(icon or ""))
        self.group_of.setdefault(name, parents)

    def _edge(self, match: re.Match[str]) -> None:
        left, _, _, into_left, label, into_right, _, right, _ = match.groups()
        end = match.start() + len(match[0].rstrip())
        for number, name in ((1, left), (8, right)):
            if name not in self.builder.nodes:
                self.builder.fault(f"There is no service {quote_value(name)} yet.", "Declare it before its edges.",
                                   match.start(number), match.end(number))
                self.builder.mention(name, match.start(number), match.end(number))
        is_both_ways = bool(into_left and into_right)
        source, target = (right, left) if into_left and not is_both_ways else (left, right)
        self.builder.connect(source, target, match.start(), end, label=unquote_label(label or ""),
                             arrow=f"{into_left}--{into_right}", is_both_ways=is_both_ways,
                             facts=self.builder.facts_before(match.start()))
