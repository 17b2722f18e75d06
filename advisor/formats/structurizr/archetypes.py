"""Archetypes: kinds of elements and arrows with default technology and tags."""

from __future__ import annotations

import re

from advisor.formats.diagram_builder import MAX_GROUPS
from advisor.formats.structurizr.elements import ELEMENT_KEYWORDS, Archetype
from advisor.formats.structurizr.tokens import StructurizrStatement

ARROW = re.compile(r"->|--[^\s>]+->")
TAG_WORDS = ("tag", "tags")
EMPTY_ARCHETYPE = Archetype("")


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


def _arrow_name(arrow: str) -> str:
    return arrow[2:-2].lower() if arrow != "->" else ""
