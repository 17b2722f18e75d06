"""Elements, relations and archetypes of a model, and kinds derived from tags and shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.formats.diagram_builder import MAX_GROUPS
from advisor.formats.structurizr.tokens import StructurizrStatement

ELEMENT_KEYWORDS = {"person": "person", "softwaresystem": "softwareSystem", "container": "container",
                    "component": "component", "element": "element", "group": "group", "enterprise": "group"}
ARGUMENT_POSITIONS = {  # argument positions of technology and tags after the name
    "person": (None, 2), "softwareSystem": (None, 2), "container": (2, 3), "component": (2, 3), "element": (None, 3)}
TAGS = {"database": ("database", "datastore", "db", "data store", "cache", "storage"), "queue": ("queue",),
        "topic": ("topic",), "broker": ("broker", "message bus", "event bus", "bus", "messagebus", "eventbus"),
        "browser": ("browser", "web browser", "webbrowser", "spa", "single page application"),
        "mobile": ("mobile", "mobile app"), "gateway": ("gateway", "api gateway"), "job": ("job", "batch"),
        "external": ("external", "external system", "third party")}
HINT_OF_WORD = {word: hint for hint, words in TAGS.items() for word in words}
SHAPES = {"cylinder": "database", "bucket": "database", "pipe": "queue", "person": "person", "webbrowser": "browser",
          "mobiledeviceportrait": "mobile", "mobiledevicelandscape": "mobile"}
ARROW = re.compile(r"->|--[^\s>]+->")
TAG_WORDS = ("tag", "tags")
MODES = ("async", "asynchronous", "sync", "synchronous")


class Archetype(NamedTuple):
    keyword: str  # empty for relations
    technology: str = ""
    tags: tuple[str, ...] = ()


EMPTY_ARCHETYPE = Archetype("")


class ModelElement:
    """A person, system, container or component while its body is read."""

    __slots__ = ("end", "group", "has_children", "id", "is_used", "keyword", "name", "parent", "path", "start", "tags",
                 "technology")

    def __init__(self, path: str, name: str, archetype: Archetype, parent: ModelElement | None, group: tuple[str, ...],
                 start: int, end: int) -> None:
        self.id = path
        self.path = path.lower()
        self.name = name
        self.keyword = archetype.keyword
        self.technology = archetype.technology
        self.tags = list(archetype.tags)
        self.parent = parent
        self.group = group
        self.start = start
        self.end = end
        self.has_children = False  # whether it has children
        self.is_used = False  # whether a relation leads to it


class ModelRelation:
    """A relation while its body is read; an end that is a string is unresolved."""

    __slots__ = ("arrow", "context", "end", "label", "source", "start", "tags", "target", "technology")

    def __init__(self, source: ModelElement | str, target: ModelElement | str, context: ModelElement | None, arrow: str,
                 start: int, end: int) -> None:
        self.source = source
        self.target = target
        self.context = context  # the enclosing element
        self.arrow = arrow
        self.label = ""
        self.technology = ""
        self.tags: list[str] = []
        self.start = start
        self.end = end

    def technology_with_mode(self) -> str:
        """Returns the technology with a sync or async tag."""
        modes = [tag for tag in self.tags if tag.lower() in MODES and tag.lower() not in self.technology.lower()]
        return ", ".join(filter(None, (self.technology, *modes[:1])))


class Archetypes:
    """Built-in archetypes and those of a document."""

    def __init__(self) -> None:
        self.elements = {word: Archetype(keyword) for word, keyword in ELEMENT_KEYWORDS.items()}
        self._arrows: dict[str, Archetype] = {}  # by name, empty for the plain arrow

    def arrow_archetype(self, written: str) -> Archetype:
        """Returns the archetype of the arrow `->` or `--name->`."""
        return self._arrows.get(_arrow_name(written), EMPTY_ARCHETYPE)

    def define(self, statement: StructurizrStatement) -> str:
        """Parses `api = container`, `https = ->`, or container defaults; returns a key, or an empty string."""
        is_named = statement.text(1) == "="
        name, base = statement.text(0).lower(), statement.text(2 if is_named else 0)
        if ARROW.fullmatch(base):
            name = name if is_named else ""
            self._arrows[name] = self.arrow_archetype(base)
            return f"->{name}"
        if base.lower() in self.elements:
            self.elements[name] = self.elements[base.lower()]
            return name
        return ""

    def add(self, key: str, statement: StructurizrStatement) -> None:
        """Adds a statement in the body of an archetype."""
        archetypes, name = (self._arrows, key[2:]) if key.startswith("->") else (self.elements, key)
        archetype, word = archetypes[name], statement.text(0).lower()
        if word == "technology":
            archetypes[name] = archetype._replace(technology=statement.text(1))
        elif word in TAG_WORDS:
            archetypes[name] = archetype._replace(tags=(*archetype.tags, *parse_tags(statement, 1))[:MAX_GROUPS])


def parse_tags(statement: StructurizrStatement, index: int) -> list[str]:
    """Returns the tags from a token index on, separate or comma-separated."""
    return [tag.strip() for token in statement.tokens[index:] for tag in token.text.split(",") if tag.strip()]


def kind_hint(element: ModelElement, shapes: Mapping[str, str]) -> str:
    """Returns the kind of an element from its keyword, its tags, or their shapes."""
    if element.keyword == "person":
        return "person"
    tagged = {HINT_OF_WORD[word] for tag in element.tags for word in _words(tag) if word in HINT_OF_WORD}
    shaped = {SHAPES[shape] for tag in element.tags if (shape := shapes.get(tag.lower(), "")) in SHAPES}
    for hint in (*TAGS, "person"):
        if hint in tagged or (hint in shaped and not tagged - {"external"}):
            return hint
    return element.keyword


def _arrow_name(arrow: str) -> str:
    return arrow[2:-2].lower() if arrow != "->" else ""


def _words(tag: str) -> Iterable[str]:
    """Returns a tag and each of its words, in lower case."""
    lower = tag.lower()
    return (lower, *lower.replace("-", " ").replace("_", " ").split()[:8])
