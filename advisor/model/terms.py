"""The words a document may use, without the machinery that checked them: what readers and commands need of a pack."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.source.frozen import NamedTuple

SECTIONS = ("needs", "design", "circumstances")


class Term(NamedTuple):
    """One fact's type and range, with the words that explain it."""

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
    pattern_aliases: dict[str, str]  # every accepted word, the names themselves included -> pattern
    modes: dict[str, str]  # pattern -> sync or async
    technologies: dict[str, str]  # every accepted word -> technology
    technology_patterns: dict[str, tuple[str, ...]]  # technology -> the patterns it serves
    circumstances: dict[str, Term]  # what follows from the structure of a document; never stated


def terms_as_data(terms: Terms) -> tuple[Any, ...]:
    """Returns terms as plain tuples and dicts, which can be stored."""
    return tuple(_facts_as_data(part.values()) if name in SECTIONS else part
                 for name, part in terms._asdict().items())


def terms_from_data(data: tuple[Any, ...]) -> Terms:
    """Returns the terms that `terms_as_data` made plain."""
    parts: Iterable[Any] = (_facts_from_data(part) if name in SECTIONS else part
                            for name, part in zip(Terms._fields, data, strict=True))
    return Terms(*parts)


def _facts_as_data(facts: Iterable[Term]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(term._replace(fields=_facts_as_data(term.fields))) for term in facts)  # type: ignore[arg-type]


def _facts_from_data(facts: tuple[tuple[Any, ...], ...]) -> dict[str, Term]:
    terms = (Term(*fact) for fact in facts)
    return {term.name: term._replace(fields=tuple(_facts_from_data(term.fields).values()))
            for term in terms}
