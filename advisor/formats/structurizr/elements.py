"""Elements and relations of a model, and kinds derived from tags and shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

ELEMENT_KEYWORDS = {
    "person": "person",
    "softwaresystem": "softwareSystem",
    "container": "container",
    "component": "component",
    "element": "element",
    "group": "group",
    "enterprise": "group",
}
ARGUMENT_POSITIONS = {  # argument positions of technology and tags after the name
    "person": (None, 2), "softwareSystem": (None, 2), "container": (2, 3), "component": (2, 3), "element": (None, 3)}
TAGS = {
    "database": ("database", "datastore", "db", "data store", "cache", "storage"),
    "queue": ("queue",),
    "topic": ("topic",),
    "broker": ("broker", "message bus", "event bus", "bus", "messagebus", "eventbus"),
    "browser": ("browser", "web browser", "webbrowser", "spa", "single page application"),
    "mobile": ("mobile", "mobile app"),
    "gateway": ("gateway", "api gateway"),
    "job": ("job", "batch"),
    "external": ("external", "external system", "third party"),
}
HINT_OF_WORD = {word: hint for hint, words in TAGS.items() for word in words}
SHAPES = {"cylinder": "database", "bucket": "database", "pipe": "queue", "person": "person", "webbrowser": "browser",
          "mobiledeviceportrait": "mobile", "mobiledevicelandscape": "mobile"}
MODES = ("async", "asynchronous", "sync", "synchronous")


class Archetype(NamedTuple):
    keyword: str  # empty for relations
    technology: str = ""
    tags: tuple[str, ...] = ()


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


def _words(tag: str) -> Iterable[str]:
    """Returns a tag and each of its words, in lower case."""
    lower = tag.lower()
    return (lower, *lower.replace("-", " ").replace("_", " ").split()[:8])
