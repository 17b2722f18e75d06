"""Parses the model statement by statement: elements, groups, archetypes, relations."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from advisor.notation.quote import quoted
from advisor.readers.drawing import Drawing
from advisor.readers.sketch import MOST_GROUPS, Sketch, on_one_line
from advisor.readers.structurizr.archetypes import ARROW, NOTHING, TAG_WORDS, Archetypes, tags_of
from advisor.readers.structurizr.directives import Directives
from advisor.readers.structurizr.elements import PLACES, Element, Relation, hint_of
from advisor.readers.structurizr.names import Names
from advisor.readers.structurizr.tokens import Statement

DEPLOYED = ("deploymentenvironment", "deploymentnode", "deploymentgroup", "infrastructurenode",
            "softwaresysteminstance", "containerinstance", "instanceof")


class Context(NamedTuple):
    """An open block."""

    kind: str  # workspace, model, element, group, relation, archetypes, archetype, views, styles, style, skip
    element: Element | None
    group: tuple[str, ...]
    start: int
    end: int
    name: str = ""  # of an archetype, or the tag of a style
    relation: Relation | None = None


ROOT = Context("root", None, (), 0, 0)


class Model:
    def __init__(self) -> None:
        self.sketch = Sketch("structurizr")
        self.names = Names()
        self.directives = Directives(self.sketch, self.names)
        self.open: list[Context] = [ROOT]
        self.elements: list[Element] = []
        self.relations: list[Relation] = []
        self.archetypes = Archetypes()
        self.shapes: dict[str, str] = {}  # by tag
        self._readers: dict[str, Callable[[Statement, Context], None]] = {
            "archetypes": self._archetype, "archetype": self._archetype_body, "relation": self._relation_body,
            "views": self._views, "styles": self._style, "style": self._shape, "skip": self._skip}

    def read(self, statement: Statement) -> None:
        context = self.open[-1]
        first = statement.text(0)
        if first == "}":
            self._close(statement)
        elif first.startswith("!") and context.kind != "skip":
            self._directive(statement, context)
        else:
            self._readers.get(context.kind, self._statement)(self.directives.filled(statement), context)

    def drawing(self, start: int, end: int) -> Drawing:
        """Returns the finished drawing."""
        for context in self.open[1:]:
            self.sketch.fault("This block never ends.", "Close it with `}`.", context.start, context.end)
        for relation in self.relations:
            for side in ("source", "target"):
                self._resolve_end(relation, side)
        for element in self.elements:
            if element.is_used or not element.holds:
                self.sketch.describe(
                    element.id, element.start, element.end, label=element.name, group=element.group,
                    hint=hint_of(element, self.shapes), technology=element.technology)
        for relation in self.relations:
            assert isinstance(relation.source, Element)
            assert isinstance(relation.target, Element)
            self.sketch.connect(
                relation.source.id, relation.target.id, relation.start, relation.end, arrow=relation.arrow,
                label=relation.label, technology=relation.way())
        return self.sketch.drawing(start, end)

    def _resolve_end(self, relation: Relation, side: str) -> None:
        """Resolves an end of a relation; an undefined element is created from its name."""
        end = getattr(relation, side)
        if isinstance(end, str):
            element = self.names.find(end, relation.context)
            if element is None:
                element = Element(end, end.rpartition(".")[2], NOTHING, None, (), relation.start, relation.end)
                self.names.add(element)
                self.elements.append(element)
                if not self.directives.is_partial:
                    self.sketch.fault(f"There is no element {quoted(end)}.", "Correct the name, or define the element.",
                                      relation.start, relation.end)
            else:
                self.sketch.fault(f"The element {quoted(end)} is used before it is defined.", "Move the relation down.",
                                  relation.start, relation.end)
            setattr(relation, side, element)
            end = element
        end.is_used = True

    def _close(self, statement: Statement) -> None:
        if len(self.open) > 1:
            self.open.pop()
        else:
            self.sketch.fault("Nothing is open that this `}` could close.", "Remove it.",
                              statement.start, statement.end)

    def _push(self, statement: Statement, context: Context, kind: str, *, element: Element | None = None,
              group: tuple[str, ...] | None = None, name: str = "", relation: Relation | None = None) -> None:
        if statement.opens:
            self.open.append(Context(kind, element or context.element, context.group if group is None else group,
                                     statement.start, statement.end, name, relation))

    def _directive(self, statement: Statement, context: Context) -> None:
        name = self.directives.read(statement)
        element = self.names.find(name, context.element) if name else None
        if element is not None:
            self._push(statement, context, "element", element=element,
                       group=(*element.group, element.name)[:MOST_GROUPS])
        else:
            self._push(statement, context, "skip")

    def _statement(self, statement: Statement, context: Context) -> None:
        """Parses a statement in the workspace, the model, a group or an element."""
        tokens = statement.tokens
        arrow = next((number for number in range(min(len(tokens), 4))
                      if not tokens[number].is_quoted and ARROW.fullmatch(tokens[number].text)), None)
        if arrow is not None:
            self._relation(statement, context, arrow)
            return
        is_named = statement.text(1) == "=" and not tokens[0].is_quoted
        index = 2 if is_named else 0
        word = statement.text(index).lower()
        if word in self.archetypes.elements and len(tokens) > index + 1:
            self._element(statement, context, statement.text(0) if is_named else "", index)
        elif word in ("workspace", "model"):
            self._begin(statement, context, word)
        elif word in ("archetypes", "views"):
            self._push(statement, context, word)
        elif context.kind == "element" and context.element is not None and word in (*TAG_WORDS, "technology"):
            if word == "technology":
                context.element.technology = statement.text(1)
            else:
                context.element.tags += tags_of(statement, 1)
        else:
            is_element = is_named and len(tokens) > 3 and tokens[3].is_quoted and word not in DEPLOYED
            if is_element and not self.directives.is_partial:
                self.sketch.fault(f"There is no kind of element {quoted(statement.text(index))}.",
                                  "Define it in `archetypes`, or use `softwareSystem`, `container` or `component`.",
                                  tokens[index].start, tokens[index].end)
            self._push(statement, context, "skip")

    def _begin(self, statement: Statement, context: Context, word: str) -> None:
        if word == "workspace":
            if statement.text(1).lower() == "extends":
                self.directives.not_read(statement, statement.text(2))
            else:
                self.sketch.title = self.sketch.title or on_one_line(statement.text(1))
        self._push(statement, context, word)

    def _element(self, statement: Statement, context: Context, name: str, index: int) -> None:
        archetype = self.archetypes.elements[statement.text(index).lower()]
        label = on_one_line(statement.text(index + 1))
        if archetype.keyword == "group":
            self._push(statement, context, "group", group=(*context.group, label)[:MOST_GROUPS])
            return
        parent = context.element
        path = self.names.path(name, label, parent)
        element = Element(path, label, archetype, parent, context.group, statement.start, statement.end)
        technology, tags = PLACES[archetype.keyword]
        arguments = statement.tokens[index + 1 :]
        if technology is not None and technology < len(arguments) and arguments[technology].text:
            element.technology = arguments[technology].text
        element.tags += tags_of(statement, index + 1 + tags)
        if parent is not None:
            parent.holds = True
        self.names.add(element)
        self.elements.append(element)
        self._push(statement, context, "element", element=element, group=(*context.group, label)[:MOST_GROUPS])

    def _relation(self, statement: Statement, context: Context, arrow: int) -> None:
        tokens = statement.tokens
        is_named = statement.text(1) == "=" and arrow > 1
        before, after = statement.text(arrow - 1) if arrow > 2 * is_named else "this", statement.text(arrow + 1)
        ends = [self.names.find(name, context.element) or name for name in (before, after)]
        if not after or "this" in ends:
            self.sketch.fault("This relation does not say between whom.", 'Write `a -> b "label" "technology"`.',
                              statement.start, statement.end)
            self._push(statement, context, "skip")
            return
        written = tokens[arrow].text
        relation = Relation(ends[0], ends[1], context.element, written, statement.start, statement.end)
        archetype = self.archetypes.of_arrow(written)
        relation.label = statement.text(arrow + 2)
        relation.technology = statement.text(arrow + 3) or archetype.technology
        relation.tags = [*archetype.tags, *tags_of(statement, arrow + 4)]
        self.relations.append(relation)
        self._push(statement, context, "relation", relation=relation)

    def _relation_body(self, statement: Statement, context: Context) -> None:
        assert context.relation is not None  # set in its body
        if statement.text(0).lower() in TAG_WORDS:
            context.relation.tags += tags_of(statement, 1)
        self._push(statement, context, "skip")

    def _archetype(self, statement: Statement, context: Context) -> None:
        key = self.archetypes.define(statement)
        self._push(statement, context, "archetype" if key else "skip", name=key)

    def _archetype_body(self, statement: Statement, context: Context) -> None:
        self.archetypes.add(context.name, statement)
        self._push(statement, context, "skip")

    def _views(self, statement: Statement, context: Context) -> None:
        self._push(statement, context, "styles" if statement.text(0).lower() == "styles" else "skip")

    def _style(self, statement: Statement, context: Context) -> None:
        is_element = statement.text(0).lower() == "element"
        self._push(statement, context, "style" if is_element else "skip", name=statement.text(1).lower())

    def _shape(self, statement: Statement, context: Context) -> None:
        if statement.text(0).lower() == "shape":
            self.shapes[context.name] = statement.text(1).lower()
        self._push(statement, context, "skip")

    def _skip(self, statement: Statement, context: Context) -> None:
        self._push(statement, context, "skip")
