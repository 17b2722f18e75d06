"""Runtime form of a pack's vocabulary for readers and commands, without pydantic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

SECTIONS = ("needs", "design", "circumstances")


class Term(NamedTuple):
    """Definition of one fact: type, range and explanations."""

    name: str
    type: str  # bool, choice, number, integer, text, pattern, group
    values: tuple[str, ...]
    meanings: dict[str, str]
    at_least: float | None
    above: float | None
    unit: str
    absence: bool
    fields: tuple[Term, ...]
    question: str
    help: str
    matters: str
    aliases: tuple[str, ...]
    example: Any


class Terms(NamedTuple):
    """A pack's vocabulary."""

    needs: dict[str, Term]
    design: dict[str, Term]
    patterns: tuple[str, ...]
    pattern_aliases: dict[str, str]  # name or alias -> pattern
    modes: dict[str, str]  # pattern -> sync or async
    technologies: dict[str, str]  # name or alias -> technology
    technology_patterns: dict[str, tuple[str, ...]]  # technology -> patterns it implements
    circumstances: dict[str, Term]  # derived from the document's structure; never stated


def serialise_terms(terms: Terms) -> tuple[Any, ...]:
    """Serialises terms to plain tuples and dicts."""
    return tuple(_facts_as_data(part.values()) if name in SECTIONS else part
                 for name, part in terms._asdict().items())


def deserialise_terms(data: tuple[Any, ...]) -> Terms:
    """Restores terms serialised by `terms_as_data`."""
    parts: Iterable[Any] = (_facts_from_data(part) if name in SECTIONS else part
                            for name, part in zip(Terms._fields, data, strict=True))
    return Terms(*parts)


def _facts_as_data(facts: Iterable[Term]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(term._replace(fields=_facts_as_data(term.fields))) for term in facts)  # type: ignore[arg-type]


def _facts_from_data(facts: tuple[tuple[Any, ...], ...]) -> dict[str, Term]:
    terms = (Term(*fact) for fact in facts)
    return {term.name: term._replace(fields=tuple(_facts_from_data(term.fields).values()))
            for term in terms}
