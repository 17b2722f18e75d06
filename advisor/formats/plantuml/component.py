"""Parses component and deployment diagrams, including C4 macros: elements, groups, links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from advisor.formats.c4_macros import C4Element, C4Relation, interpret_macro
from advisor.formats.diagram_builder import MAX_GROUPS, DiagramBuilder, to_one_line
from advisor.formats.plantuml.c4 import END_OF_BOUNDARY, MacroCall, icon_element, is_styling, read_call
from advisor.formats.plantuml.declarations import Declaration, WrittenName, read_declaration
from advisor.formats.plantuml.links import ComponentLink, dangling_arrow, read_link
from advisor.formats.plantuml.statement import NO_ARROW, PlantUmlStatement
from advisor.text.quoting import quote_value

ELEMENT = re.compile(
    r"(action|actor|agent|artifact|boundary|card|circle|class|cloud|collections|component|control|database|entity|file|folder"
    r"|frame|hexagon|interface|label|node|package|participant|person|port|portin|portout|process|queue|rectangle|stack|storage"
    rf"|together|usecase|namespace)\b{NO_ARROW}/?(?=[\s{{\"(\[]|$)\s*", re.IGNORECASE)
BEGINS_WITH_NAME = re.compile(r"[\[(:\"]")
ARROW_AFTER_NAME = re.compile(r"<?[-.=~]{2,}>?|->|<-")
STEREOTYPE = re.compile(r"<<[^<>\n]{0,200}>>")
SKIPPED = re.compile(r"(?:autonumber|newpage|center|url|@|==|\.\.\.)", re.IGNORECASE)
FRAMES = ("package", "folder", "frame", "together", "namespace", "")  # groups that are no elements
GROUPS = ("package", "folder", "frame", "rectangle", "together", "card", "namespace", "stack", "node", "cloud")
PORTS = ("port", "portin", "portout")


class OpenGroup(NamedTuple):
    """An open group of elements."""

    id: str  # empty if it has no name
    label: str
    hint: str
    technology: str
    start: int
    end: int
    labels: tuple[str, ...]  # of enclosing groups


def read_component(statements: Iterable[PlantUmlStatement], builder: DiagramBuilder, notes: set[str]) -> None:
    """Adds the parts of a component or deployment diagram to its builder.

    Args:
        notes: names of notes, which can be ends of links; extended during parsing.
    """
    parts = list(statements)
    component = _ComponentParser(builder, notes, any(part.text.startswith(END_OF_BOUNDARY) for part in parts))
    for statement in parts:
        component.read(statement)
    component.finish()


class _ComponentParser:
    def __init__(self, builder: DiagramBuilder, notes: set[str], has_boundary_ends: bool) -> None:
        self.builder = builder
        self.notes = notes
        self.has_boundary_ends = has_boundary_ends  # as in C4 sequences: a boundary has no braces
        self.open: list[OpenGroup] = []
        self.labels: tuple[str, ...] = ()
        self.groups: dict[str, OpenGroup] = {}  # by name
        self.ports: dict[str, str] = {}  # name of a port -> its owner
        self.filled: set[str] = set()  # non-empty groups

    def read(self, statement: PlantUmlStatement) -> None:
        text = statement.text
        if text[0] == "}":
            self._close(statement)
        elif call := read_call(statement):
            self._call(call, statement)
        elif link := read_link(statement):
            self._link(link, statement)
        elif arrow := dangling_arrow(text):
            self.builder.fault(f"The arrow {quote_value(arrow)} leads nowhere.", "Write `[A] --> [B] : text`.",
                               statement.start, statement.end)
        elif match := ELEMENT.match(text):
            self._element(statement, match[1].lower(), match.end())
        elif BEGINS_WITH_NAME.match(text) and (declared := read_declaration(text, 0)):
            self._describe(declared, statement)
            if ARROW_AFTER_NAME.search(STEREOTYPE.sub("", declared.rest)):
                self._skip(statement)
        elif text.endswith("{"):
            self._open(OpenGroup("", "", "", "", statement.start, statement.end, self.labels))
        elif not SKIPPED.match(text):
            self._skip(statement)

    def finish(self) -> None:
        for group in self.groups.values():
            if group.id in self.builder.nodes:
                self._describe_group(group)

    def _skip(self, statement: PlantUmlStatement) -> None:
        self.builder.skip(f"{quote_value(statement.text)} is not read.", "Write `[A] --> [B] : text`.",
                          statement.start, statement.end)

    def _element(self, statement: PlantUmlStatement, word: str, at: int) -> None:
        text = statement.text
        declared = read_declaration(text, at, word)
        is_group = text.endswith("{") or (declared is not None and declared.rest.replace(" ", "").endswith("{}"))
        if declared is None:
            if is_group:
                self._open(OpenGroup("", "", word, "", statement.start, statement.end, self.labels))
            else:
                self.builder.fault(f"This `{word}` has no name.", f"Write `{word} name`.",
                                   statement.start, statement.end)
        elif word in PORTS:
            owners = (group.id for group in reversed(self.open[-MAX_GROUPS:]) if group.id)
            self.ports[declared.id] = next(owners, declared.id)
        elif text.endswith("{"):
            self._open(
                OpenGroup(declared.id, declared.label, declared.hint, declared.technology,
                          statement.source_offset(declared.start), statement.source_offset(declared.end), self.labels)
            )
        else:
            self._describe(declared, statement)

    def _describe(self, declared: Declaration, statement: PlantUmlStatement) -> None:
        self._mark_filled()
        if declared.hint == "label" or declared.id in self.notes:
            self.notes.add(declared.id)
            return
        self.builder.describe(declared.id, statement.source_offset(declared.start),
                              statement.source_offset(declared.end), label=declared.label, hint=declared.hint,
                              technology=declared.technology, group=self.labels)

    def _mark_filled(self) -> None:
        if self.open:
            self.filled.add(self.open[-1].id)

    def _open(self, group: OpenGroup) -> None:
        self._mark_filled()
        self.open.append(group)
        if group.id:
            self.groups.setdefault(group.id, group)
        label = to_one_line(group.label)
        if label and len(self.labels) < MAX_GROUPS:
            self.labels = (*self.labels, label)

    def _close(self, statement: PlantUmlStatement) -> None:
        if not self.open:
            self.builder.fault("Nothing is open that this `}` could close.", "Remove it.",
                               statement.start, statement.end)
            return
        group = self.open.pop()
        self.labels = group.labels
        if group.id and group.hint not in FRAMES and group.id not in self.filled:
            self._describe_group(group)

    def _describe_group(self, group: OpenGroup) -> None:
        hint = "group" if group.hint in GROUPS and group.id in self.filled else group.hint
        self.builder.describe(group.id, group.start, group.end, label=group.label, hint=hint,
                              technology=group.technology, group=group.labels)

    def _link(self, link: ComponentLink, statement: PlantUmlStatement) -> None:
        for fault in link.faults:
            self.builder.fault(*fault)
        if not link.is_drawn or not self.notes.isdisjoint((link.left.id, link.right.id)):
            return
        names = []
        for end in (link.left, link.right):
            name = self.ports.get(end.id, end.id)
            if name not in self.builder.nodes:
                self._mention_end(name, end, statement)
            names.append(name)
        source, target = reversed(names) if link.is_backwards else names
        self.builder.connect(source, target, statement.start, statement.end, label=link.label, arrow=link.arrow,
                             is_both_ways=link.is_both_ways)

    def _mention_end(self, name: str, end: WrittenName, statement: PlantUmlStatement) -> None:
        """Adds the end of a link on first mention; a later declaration sets its span."""
        span = statement.source_offset(end.start), statement.source_offset(end.end)
        if name in self.groups:
            self.builder.mention(name, *span)
            return
        self._mark_filled()
        if name == end.id and end.hint:
            self.builder.describe(name, *span, label=end.label, hint=end.hint, group=self.labels)
        else:
            self.builder.mention(name, *span, group=self.labels)

    def _call(self, call: MacroCall, statement: PlantUmlStatement) -> None:
        """Parses a macro: a relation, boundary or element of C4, or an icon."""
        word = call.macro.word
        if is_styling(word):
            return
        meaning = interpret_macro(call.macro)
        if meaning or word == END_OF_BOUNDARY:
            self.builder.kind = "c4"
        if word == END_OF_BOUNDARY:
            self._close(statement)
        elif isinstance(meaning, C4Relation):
            self._relate(meaning, word, statement)
        else:
            self._add_macro_element(meaning or icon_element(call.macro) or C4Element(), statement, opens=call.opens)

    def _relate(self, relation: C4Relation, word: str, statement: PlantUmlStatement) -> None:
        if not (relation.source and relation.target):
            self.builder.fault("This relation does not say between whom.", 'Write `Rel(from, to, "label")`.',
                               statement.start, statement.end)
            return
        for name in (relation.source, relation.target):
            self.builder.mention(name, statement.start, statement.end)
        self.builder.connect(relation.source, relation.target, statement.start, statement.end, label=relation.label,
                             technology=relation.technology, arrow=word, is_both_ways=relation.is_both_ways)

    def _add_macro_element(self, element: C4Element, statement: PlantUmlStatement, *, opens: bool) -> None:
        if opens or (self.has_boundary_ends and element.hint == "boundary"):
            self._open(OpenGroup(element.id, element.label or element.id, element.hint, element.technology,
                                 statement.start, statement.end, self.labels))
        elif element.id and element.hint != "boundary":
            self._mark_filled()
            self.builder.describe(element.id, statement.start, statement.end, label=element.label, hint=element.hint,
                                  technology=element.technology, group=self.labels)
