"""Parses component and deployment diagrams, including C4 macros: elements, groups, links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from advisor.notation.quote import quoted
from advisor.readers.c4 import Element, Relation, meaning_of
from advisor.readers.plantuml.calls import END_OF_BOUNDARY, Call, icon_of, is_styling, read_call
from advisor.readers.plantuml.declarations import Declared, Name, read_declared
from advisor.readers.plantuml.links import Link, ends_nowhere, read_link
from advisor.readers.plantuml.statements import NO_ARROW, Statement
from advisor.readers.sketch import MOST_GROUPS, Sketch, on_one_line
from advisor.source.regex import regex

ELEMENT = regex(
    r"(action|actor|agent|artifact|boundary|card|circle|class|cloud|collections|component|control|database|entity|file|folder"
    r"|frame|hexagon|interface|label|node|package|participant|person|port|portin|portout|process|queue|rectangle|stack|storage"
    rf"|together|usecase|namespace)\b{NO_ARROW}/?(?=[\s{{\"(\[]|$)\s*", re.IGNORECASE)
BEGINS_WITH_NAME = regex(r"[\[(:\"]")
SKIPPED = regex(r"(?:autonumber|newpage|center|url|@|==|\.\.\.)", re.IGNORECASE)
FRAMES = ("package", "folder", "frame", "together", "namespace", "")  # groups that are no elements
GROUPS = ("package", "folder", "frame", "rectangle", "together", "card", "namespace", "stack", "node", "cloud")
PORTS = ("port", "portin", "portout")


class Group(NamedTuple):
    """An open group of elements."""

    id: str  # empty if it has no name
    label: str
    hint: str
    technology: str
    start: int
    end: int
    labels: tuple[str, ...]  # of enclosing groups


def read_component(statements: Iterable[Statement], sketch: Sketch, notes: set[str]) -> None:
    """Parses the statements of a component or deployment diagram into a sketch.

    Args:
        notes: names of notes, which can be ends of links; extended during parsing.
    """
    component = _ComponentParser(sketch, notes)
    for statement in statements:
        component.read(statement)
    component.finish()


class _ComponentParser:
    def __init__(self, sketch: Sketch, notes: set[str]) -> None:
        self.sketch = sketch
        self.notes = notes
        self.open: list[Group] = []
        self.labels: tuple[str, ...] = ()
        self.groups: dict[str, Group] = {}  # by name
        self.ports: dict[str, str] = {}  # name of a port -> its owner
        self.filled: set[str] = set()  # non-empty groups

    def read(self, statement: Statement) -> None:
        text = statement.text
        if text[0] == "}":
            self._close(statement)
        elif call := read_call(statement):
            self._call(call, statement)
        elif link := read_link(statement):
            self._link(link, statement)
        elif arrow := ends_nowhere(text):
            self.sketch.fault(f"The arrow {quoted(arrow)} leads nowhere.", "Write `[A] --> [B] : text`.",
                              statement.start, statement.end)
        elif match := ELEMENT.match(text):
            self._element(statement, match[1].lower(), match.end())
        elif BEGINS_WITH_NAME.match(text) and (declared := read_declared(text, 0)):
            self._describe(declared, statement)
        elif text.endswith("{"):
            self._open(Group("", "", "", "", statement.start, statement.end, self.labels))
        elif not SKIPPED.match(text):
            self.sketch.skip(f"{quoted(text)} is not read.", "Write `[A] --> [B] : text`.",
                             statement.start, statement.end)

    def finish(self) -> None:
        for group in self.groups.values():
            if group.id in self.sketch.nodes:
                self._describe_group(group)

    def _element(self, statement: Statement, word: str, at: int) -> None:
        text = statement.text
        declared = read_declared(text, at, word)
        is_group = text.endswith("{") or (declared is not None and declared.rest.replace(" ", "").endswith("{}"))
        if declared is None:
            if is_group:
                self._open(Group("", "", word, "", statement.start, statement.end, self.labels))
            else:
                self.sketch.fault(f"This `{word}` has no name.", f"Write `{word} name`.",
                                  statement.start, statement.end)
        elif word in PORTS:
            owners = (group.id for group in reversed(self.open[-MOST_GROUPS:]) if group.id)
            self.ports[declared.id] = next(owners, declared.id)
        elif text.endswith("{"):
            self._open(Group(declared.id, declared.label, declared.hint, declared.technology,
                             statement.at(declared.start), statement.at(declared.end), self.labels))
        else:
            self._describe(declared, statement)

    def _describe(self, declared: Declared, statement: Statement) -> None:
        self._mark_filled()
        if declared.hint == "label" or declared.id in self.notes:
            self.notes.add(declared.id)
            return
        self.sketch.describe(
            declared.id, statement.at(declared.start), statement.at(declared.end), label=declared.label,
            hint=declared.hint, technology=declared.technology, group=self.labels)

    def _mark_filled(self) -> None:
        if self.open:
            self.filled.add(self.open[-1].id)

    def _open(self, group: Group) -> None:
        self._mark_filled()
        self.open.append(group)
        if group.id:
            self.groups.setdefault(group.id, group)
        label = on_one_line(group.label)
        if label and len(self.labels) < MOST_GROUPS:
            self.labels = (*self.labels, label)

    def _close(self, statement: Statement) -> None:
        if not self.open:
            self.sketch.fault("Nothing is open that this `}` could close.", "Remove it.",
                              statement.start, statement.end)
            return
        group = self.open.pop()
        self.labels = group.labels
        if group.id and group.hint not in FRAMES and group.id not in self.filled:
            self._describe_group(group)

    def _describe_group(self, group: Group) -> None:
        hint = "group" if group.hint in GROUPS and group.id in self.filled else group.hint
        self.sketch.describe(group.id, group.start, group.end, label=group.label, hint=hint,
                             technology=group.technology, group=group.labels)

    def _link(self, link: Link, statement: Statement) -> None:
        for fault in link.faults:
            self.sketch.fault(*fault)
        if not link.is_drawn or not self.notes.isdisjoint((link.left.id, link.right.id)):
            return
        names = []
        for end in (link.left, link.right):
            name = self.ports.get(end.id, end.id)
            if name not in self.sketch.nodes:
                self._mention_end(name, end, statement)
            names.append(name)
        source, target = reversed(names) if link.is_backwards else names
        self.sketch.connect(source, target, statement.start, statement.end, label=link.label, arrow=link.arrow,
                            is_both_ways=link.is_both_ways)

    def _mention_end(self, name: str, end: Name, statement: Statement) -> None:
        """Adds the end of a link on first mention; a later declaration sets its span."""
        span = statement.at(end.start), statement.at(end.end)
        if name in self.groups:
            self.sketch.mention(name, *span)
            return
        self._mark_filled()
        if name == end.id and end.hint:
            self.sketch.describe(name, *span, label=end.label, hint=end.hint, group=self.labels)
        else:
            self.sketch.mention(name, *span, group=self.labels)

    def _call(self, call: Call, statement: Statement) -> None:
        """Parses a macro: a relation, boundary or element of C4, or an icon."""
        word = call.macro.word
        if is_styling(word):
            return
        meaning = meaning_of(call.macro)
        if meaning or word == END_OF_BOUNDARY:
            self.sketch.kind = "c4"
        if word == END_OF_BOUNDARY:
            self._close(statement)
        elif isinstance(meaning, Relation):
            self._relate(meaning, word, statement)
        else:
            self._add_macro_element(meaning or icon_of(call.macro) or Element(), statement, opens=call.opens)

    def _relate(self, relation: Relation, word: str, statement: Statement) -> None:
        if not (relation.source and relation.target):
            self.sketch.fault("This relation does not say between whom.", 'Write `Rel(from, to, "label")`.',
                              statement.start, statement.end)
            return
        for name in (relation.source, relation.target):
            self.sketch.mention(name, statement.start, statement.end)
        self.sketch.connect(relation.source, relation.target, statement.start, statement.end, label=relation.label,
                            technology=relation.technology, arrow=word, is_both_ways=relation.is_both_ways)

    def _add_macro_element(self, element: Element, statement: Statement, *, opens: bool) -> None:
        if opens:
            self._open(Group(element.id, element.label or element.id, element.hint, element.technology,
                             statement.start, statement.end, self.labels))
        elif element.id and element.hint != "boundary":
            self._mark_filled()
            self.sketch.describe(element.id, statement.start, statement.end, label=element.label, hint=element.hint,
                                 technology=element.technology, group=self.labels)
