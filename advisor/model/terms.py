"""The words a document may use, without the machinery that checked them: what readers and commands need of a pack."""

from __future__ import annotations

from typing import Any, NamedTuple


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
