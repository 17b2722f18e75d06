"""Parses the model statement by statement: elements, groups, archetypes, relations."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from advisor.formats.diagram import Diagram
from advisor.formats.diagram_builder import MAX_GROUPS, DiagramBuilder, to_one_line
from advisor.formats.structurizr.directives import ElementIdentifiers, StructurizrDirectives
from advisor.formats.structurizr.elements import (
    ARGUMENT_POSITIONS,
    ARROW,
    EMPTY_ARCHETYPE,
    TAG_WORDS,
    Archetypes,
    ModelElement,
    ModelRelation,
    kind_hint,
    parse_tags,
)
from advisor.formats.structurizr.tokens import StructurizrStatement
from advisor.text.quoting import quote_value

DEPLOYED = ("deploymentenvironment", "deploymentnode", "deploymentgroup", "infrastructurenode",
            "softwaresysteminstance", "containerinstance", "instanceof")


WITHOUT_INTERACTIONS = (  # what they hold draws no call
    *DEPLOYED, "branding", "configuration", "default", "description", "docs", "healthcheck", "instances", "metadata",
    "name", "perspectives", "properties", "styles", "terminology", "themes", "tag", "tags", "technology", "url",
    "users", "visibility", "{")


class OpenBlock(NamedTuple):
    """An open block."""

    kind: str  # workspace, model, element, group, relation, archetypes, archetype, views, styles, style, skip
    element: ModelElement | None
    group: tuple[str, ...]
    start: int
    end: int
    name: str = ""  # of an archetype, or the tag of a style
    relation: ModelRelation | None = None


ROOT = OpenBlock("root", None, (), 0, 0)


class StructurizrParser:
    def __init__(self) -> None:
        self.builder = DiagramBuilder("structurizr")
        self.names = ElementIdentifiers()
        self.directives = StructurizrDirectives(self.builder, self.names)
        self.open: list[OpenBlock] = [ROOT]
        self.elements: list[ModelElement] = []
        self.relations: list[ModelRelation] = []
        self.undefined: set[str] = set()  # paths of elements that are only named
        self.archetypes = Archetypes()
        self.shapes: dict[str, str] = {}  # by tag
        self._readers: dict[str, Callable[[StructurizrStatement, OpenBlock], None]] = {
            "archetypes": self._archetype, "archetype": self._archetype_body, "relation": self._relation_body,
            "views": self._views, "styles": self._style, "style": self._shape, "skip": self._skip}

    def read(self, statement: StructurizrStatement) -> None:
        context = self.open[-1]
        first = statement.text(0)
        if first == "}":
            self._close(statement)
        elif first.startswith("!") and context.kind != "skip":
            self._directive(statement, context)
        else:
            self._readers.get(context.kind, self._statement)(self.directives.substitute_constants(statement), context)

    def diagram(self, start: int, end: int) -> Diagram:
        """Returns the finished diagram."""
        for context in self.open[1:]:
            self.builder.fault("This block never ends.", "Close it with `}`.", context.start, context.end)
        for relation in self.relations:
            for side in ("source", "target"):
                self._resolve_end(relation, side)
        for element in self.elements:
            if element.is_used or not element.has_children:
                self.builder.describe(
                    element.id, element.start, element.end, label=element.name, group=element.group,
                    hint=kind_hint(element, self.shapes), technology=element.technology)
        for relation in self.relations:
            assert isinstance(relation.source, ModelElement)
            assert isinstance(relation.target, ModelElement)
            self.builder.connect(
                relation.source.id, relation.target.id, relation.start, relation.end, arrow=relation.arrow,
                label=relation.label, technology=relation.technology_with_mode())
        return self.builder.diagram(start, end)

    def _resolve_end(self, relation: ModelRelation, side: str) -> None:
        """Resolves an end of a relation; an undefined element is created from its name."""
        end = getattr(relation, side)
        if isinstance(end, str):
            element = self.names.find(end, relation.context)
            if element is None:
                element = self._add_undefined(end, relation.start, relation.end)
                if not self.directives.is_partial:
                    self.builder.fault(f"There is no element {quote_value(end)}.",
                                       "Correct the name, or define the element.", relation.start, relation.end)
            elif element.path not in self.undefined:
                self.builder.fault(f"The element {quote_value(end)} is used before it is defined.",
                                   "Move the relation down.", relation.start, relation.end)
            setattr(relation, side, element)
            end = element
        end.is_used = True

    def _add_undefined(self, name: str, start: int, end: int) -> ModelElement:
        """Adds an element that is defined nowhere, or in a file that is not read."""
        element = ModelElement(name, name.rpartition(".")[2], EMPTY_ARCHETYPE, None, (), start, end)
        self.undefined.add(element.path)
        self.names.add(element)
        self.elements.append(element)
        return element

    def _close(self, statement: StructurizrStatement) -> None:
        if len(self.open) > 1:
            self.open.pop()
        else:
            self.builder.fault("Nothing is open that this `}` could close.", "Remove it.",
                               statement.start, statement.end)

    def _push(self, statement: StructurizrStatement, context: OpenBlock, kind: str, *,
              element: ModelElement | None = None, group: tuple[str, ...] | None = None, name: str = "",
              relation: ModelRelation | None = None) -> None:
        if statement.opens:
            self.open.append(OpenBlock(kind, element or context.element, context.group if group is None else group,
                                       statement.start, statement.end, name, relation))

    def _directive(self, statement: StructurizrStatement, context: OpenBlock) -> None:
        name = self.directives.read(statement)
        element = self.names.find(name, context.element) if name else None
        if name and element is None and self.directives.is_partial:
            element = self._add_undefined(name, statement.start, statement.end)
        if element is not None:
            self._push(statement, context, "element", element=element,
                       group=(*element.group, element.name)[:MAX_GROUPS])
        else:
            self._push(statement, context, "skip")

    def _statement(self, statement: StructurizrStatement, context: OpenBlock) -> None:
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
                context.element.tags += parse_tags(statement, 1)
        else:
            is_element = is_named and len(tokens) > 3 and tokens[3].is_quoted and word not in DEPLOYED
            if is_element and not self.directives.is_partial:
                self.builder.fault(f"There is no kind of element {quote_value(statement.text(index))}.",
                                   "Define it in `archetypes`, or use `softwareSystem`, `container` or `component`.",
                                   tokens[index].start, tokens[index].end)
            elif word not in WITHOUT_INTERACTIONS and not self.directives.is_partial:
                self.builder.skip(f"{quote_value(_first_words(statement))} is not read.",
                                  'Write `a -> b "label" "technology"`, or a keyword of the notation.',
                                  statement.start, statement.end)
            self._push(statement, context, "skip")

    def _begin(self, statement: StructurizrStatement, context: OpenBlock, word: str) -> None:
        if word == "workspace":
            if statement.text(1).lower() == "extends":
                self.directives.report_not_read(statement, statement.text(2))
            else:
                self.builder.title = self.builder.title or to_one_line(statement.text(1))
        self._push(statement, context, word)

    def _element(self, statement: StructurizrStatement, context: OpenBlock, name: str, index: int) -> None:
        archetype = self.archetypes.elements[statement.text(index).lower()]
        label = to_one_line(statement.text(index + 1))
        if archetype.keyword == "group":
            self._push(statement, context, "group", group=(*context.group, label)[:MAX_GROUPS])
            return
        parent = context.element
        path = self.names.path(name, label, parent)
        element = ModelElement(path, label, archetype, parent, context.group, statement.start, statement.end)
        technology, tags = ARGUMENT_POSITIONS[archetype.keyword]
        arguments = statement.tokens[index + 1 :]
        if technology is not None and technology < len(arguments) and arguments[technology].text:
            element.technology = arguments[technology].text
        element.tags += parse_tags(statement, index + 1 + tags)
        if parent is not None:
            parent.has_children = True
        self.names.add(element)
        self.elements.append(element)
        self._push(statement, context, "element", element=element, group=(*context.group, label)[:MAX_GROUPS])

    def _relation(self, statement: StructurizrStatement, context: OpenBlock, arrow: int) -> None:
        tokens = statement.tokens
        is_named = statement.text(1) == "=" and arrow > 1
        before, after = statement.text(arrow - 1) if arrow > 2 * is_named else "this", statement.text(arrow + 1)
        ends = [self.names.find(name, context.element) or name for name in (before, after)]
        if not after or "this" in ends:
            self.builder.fault("This relation does not say between whom.", 'Write `a -> b "label" "technology"`.',
                               statement.start, statement.end)
            self._push(statement, context, "skip")
            return
        written = tokens[arrow].text
        relation = ModelRelation(ends[0], ends[1], context.element, written, statement.start, statement.end)
        archetype = self.archetypes.arrow_archetype(written)
        relation.label = statement.text(arrow + 2)
        relation.technology = statement.text(arrow + 3) or archetype.technology
        relation.tags = [*archetype.tags, *parse_tags(statement, arrow + 4)]
        self.relations.append(relation)
        self._push(statement, context, "relation", relation=relation)

    def _relation_body(self, statement: StructurizrStatement, context: OpenBlock) -> None:
        assert context.relation is not None  # set in its body
        if statement.text(0).lower() in TAG_WORDS:
            context.relation.tags += parse_tags(statement, 1)
        self._push(statement, context, "skip")

    def _archetype(self, statement: StructurizrStatement, context: OpenBlock) -> None:
        key = self.archetypes.define(statement)
        self._push(statement, context, "archetype" if key else "skip", name=key)

    def _archetype_body(self, statement: StructurizrStatement, context: OpenBlock) -> None:
        self.archetypes.add(context.name, statement)
        self._push(statement, context, "skip")

    def _views(self, statement: StructurizrStatement, context: OpenBlock) -> None:
        self._push(statement, context, "styles" if statement.text(0).lower() == "styles" else "skip")

    def _style(self, statement: StructurizrStatement, context: OpenBlock) -> None:
        is_element = statement.text(0).lower() == "element"
        self._push(statement, context, "style" if is_element else "skip", name=statement.text(1).lower())

    def _shape(self, statement: StructurizrStatement, context: OpenBlock) -> None:
        if statement.text(0).lower() == "shape":
            self.shapes[context.name] = statement.text(1).lower()
        self._push(statement, context, "skip")

    def _skip(self, statement: StructurizrStatement, context: OpenBlock) -> None:
        self._push(statement, context, "skip")


def _first_words(statement: StructurizrStatement) -> str:
    return " ".join(token.text for token in statement.tokens[:4])
