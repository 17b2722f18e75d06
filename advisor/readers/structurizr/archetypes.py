"""What documents name themselves: kinds of elements and of arrows, with what each of these gets."""

from __future__ import annotations

from advisor.readers.sketch import MOST_GROUPS
from advisor.readers.structurizr.elements import BASE, Archetype
from advisor.readers.structurizr.tokens import Statement
from advisor.source.regex import regex

ARROW = regex(r"->|--[^\s>]+->")
TAG_WORDS = ("tag", "tags")
NOTHING = Archetype("")


class Archetypes:
    """Those of the notation, and those of a document."""

    def __init__(self) -> None:
        self.elements = {word: Archetype(keyword) for word, keyword in BASE.items()}
        self._arrows: dict[str, Archetype] = {}  # the empty name is that of the plain arrow

    def of_arrow(self, written: str) -> Archetype:
        """Returns what a relation gets that is drawn with `->` or `--name->`."""
        return self._arrows.get(_name_of(written), NOTHING)

    def define(self, statement: Statement) -> str:
        """Reads `api = container`, `https = ->`, or what every container gets; returns its key, or nothing."""
        is_named = statement.text(1) == "="
        name, base = statement.text(0).lower(), statement.text(2 if is_named else 0)
        if ARROW.fullmatch(base):
            name = name if is_named else ""
            self._arrows[name] = self.of_arrow(base)
            return f"->{name}"
        if base.lower() in self.elements:
            self.elements[name] = self.elements[base.lower()]
            return name
        return ""

    def add(self, key: str, statement: Statement) -> None:
        """Adds what stands in the body of an archetype."""
        home, name = (self._arrows, key[2:]) if key.startswith("->") else (self.elements, key)
        known, word = home[name], statement.text(0).lower()
        if word == "technology":
            home[name] = known._replace(technology=statement.text(1))
        elif word in TAG_WORDS:
            home[name] = known._replace(tags=(*known.tags, *tags_of(statement, 1))[:MOST_GROUPS])


def tags_of(statement: Statement, place: int) -> list[str]:
    """Returns the tags that stand from a place on, apart or with commas between them."""
    return [tag.strip() for token in statement.tokens[place:] for tag in token.text.split(",") if tag.strip()]


def _name_of(arrow: str) -> str:
    return arrow[2:-2].lower() if arrow != "->" else ""
