"""Parses C4 diagrams: people, systems, containers, and the relations between them."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.c4_macros import C4Element, C4Macro, C4Relation, MacroSyntax, interpret_macro, read_macro
from advisor.formats.diagram import match_end
from advisor.formats.diagram_builder import MAX_GROUPS
from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.labels import label_text
from advisor.text.quoting import quote_value

HEADER = re.compile(r"\s*C4\w+")
BLANKS = re.compile(r"\s*")
TITLE = re.compile(r"title[^\S\n]+([^#;\n]+)[^\n]*")
SKIPPED = re.compile(r"(?:accTitle[^\S\n]*:|accDescr[^\S\n]*:|accDescription\s|direction\s)[^\n]*")
DESCRIPTION = re.compile(r"accDescr\s*\{")
BRACE = re.compile(r"\}")
RELATION = re.compile(r"Rel(?:_(?:U|Up|D|Down|L|Left|R|Right|B|Back))?|BiRel|RelIndex")  # supported by Mermaid
NO_BOUNDARIES = ("Component_Boundary", "Deployment_Node_L", "Deployment_Node_R")  # not supported by Mermaid
STYLING = re.compile(r"Update(?:ElementStyle|RelStyle|LayoutConfig)")
OPENING = re.compile(r"(\w+)[^\S\n]*\(")
CLOSING = re.compile(r"\s*\)")
NOTATION = MacroSyntax(
    re.compile(r"""\s*(?:\$(\w+)\s*=\s*)?(?:"([^"]*)"|([^,()"\n]*))[^\S\n]*"""), re.compile(r"\s*,"), label_text
)


class C4Parser:
    """Parser with its offset and the open boundaries."""

    def __init__(self, builder: MermaidDiagramBuilder) -> None:
        self.builder = builder
        self.page = builder.page
        self.text = builder.page.text
        self.at = 0
        self.opened = 0  # offset after the last `{`
        self.open: list[tuple[int, tuple[str, ...]]] = []  # offset, enclosing boundaries
        self.group: tuple[str, ...] = ()
        self.groups: dict[str, tuple[str, ...]] = {}

    def read(self) -> None:
        self.at = match_end(HEADER, self.text, 0)
        while True:
            self.at = match_end(BLANKS, self.text, self.at)
            if self.at >= len(self.text):
                break
            self._statement()
        for start, _ in self.open:
            self.builder.fault("This boundary never ends.", "Close it with `}`.", start, start + 1)
        self.builder.set_groups(self.groups)

    def _statement(self) -> None:
        if self.text[self.at] == "}":
            self._close()
        elif match := TITLE.match(self.text, self.at):
            self.builder.title = self.builder.title or label_text(match[1])
            self.at = match.end()
        elif match := SKIPPED.match(self.text, self.at):
            self.at = match.end()
        elif match := DESCRIPTION.match(self.text, self.at):
            ending = self.page.search(BRACE, match.end())
            self.at = ending.end() if ending else self.page.line_end(self.at)
        elif call := read_call(self.builder, self.at):
            self._apply(call)
        else:
            end = self.page.line_end(self.at)
            self.builder.fault(f"{quote_value(self.text[self.at : end].rstrip())} is not expected here.",
                               'Write, for example, `Rel(from, to, "label", "technology")`.', self.at, end)
            self.at = end

    def _close(self) -> None:
        if self.open:
            start, self.group = self.open.pop()
            if not self.text[self.opened : self.at].strip():
                self._report_empty(start)
        else:
            self.builder.fault("Nothing is open that this `}` could close.", "Remove it.", self.at, self.at + 1)
        self.at += 1

    def _apply(self, call: C4Call) -> None:
        self.at = call.end
        word = call.macro.word
        match interpret_macro(call.macro):
            case C4Relation() as relation if RELATION.fullmatch(word):
                self._relate(relation, call)
            case C4Element(is_boundary=True) as boundary if word not in NO_BOUNDARIES:
                self._open_boundary(boundary.label or boundary.id, call)
            case C4Element(is_boundary=False) as element:
                self._add_element(element, call)
            case _ if not STYLING.fullmatch(word):
                self.builder.fault(f"There is no {quote_value(word)} in C4 diagrams of Mermaid.",
                                   "Remove it, or correct the word.", call.start, call.end)

    def _relate(self, relation: C4Relation, call: C4Call) -> None:
        if not relation.source or not relation.target:
            self.builder.fault("This relation does not say between whom.", 'Write `Rel(from, to, "label")`.',
                               call.start, call.end)
            return
        if not relation.has_label:
            self.builder.fault("This relation has no label.", 'Write `Rel(from, to, "label")`.', call.start, call.end)
        for name in relation.ends:
            self.builder.mention(name, call.start, call.end)
        self.builder.connect(relation.source, relation.target, call.start, call.end, label=relation.label,
                             technology=relation.technology, arrow=call.macro.word, is_both_ways=relation.is_both_ways,
                             facts=self.builder.facts_before(call.start))

    def _open_boundary(self, title: str, call: C4Call) -> None:
        self.at = match_end(BLANKS, self.text, self.at)
        if not self.text.startswith("{", self.at):
            self._report_empty(call.start)
            return
        self.at = self.opened = self.at + 1
        self.open.append((call.start, self.group))
        self.group = (*self.group, title) if title and len(self.group) < MAX_GROUPS else self.group

    def _report_empty(self, start: int) -> None:
        self.builder.fault("This boundary holds nothing.", "Put into `{` and `}` what it is around, or remove it.",
                           start, self.page.line_end(start))

    def _add_element(self, element: C4Element, call: C4Call) -> None:
        if not element.id:
            self.builder.fault(f"This `{call.macro.word}` has no name.", f'Write `{call.macro.word}(name, "Label")`.',
                               call.start, call.end)
            return
        self.builder.describe(element.id, call.start, call.end, label=element.label, hint=element.hint,
                              technology=element.technology)
        self.groups.setdefault(element.id, self.group)


class C4Call(NamedTuple):
    macro: C4Macro
    start: int
    end: int


def read_c4(builder: MermaidDiagramBuilder) -> None:
    """Adds the parts of a C4 diagram to its builder."""
    C4Parser(builder).read()


def read_call(builder: MermaidDiagramBuilder, at: int) -> C4Call | None:
    """Returns the call at an offset, or None; an unclosed one ends with its line."""
    page, text = builder.page, builder.page.text
    opening = OPENING.match(text, at)
    if not opening:
        return None
    macro, at = read_macro(opening[1], text, opening.end(), NOTATION)
    closing = CLOSING.match(text, at)
    if not closing:
        builder.fault(f"`{macro.word}(` never ends.", "Close it with `)`, and put texts in quotes.",
                      opening.start(), opening.end())
    return C4Call(macro, opening.start(), closing.end() if closing else page.line_end(opening.start()))
