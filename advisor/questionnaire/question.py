"""A question: what it asks, why it is asked now, and what each answer would do."""

from __future__ import annotations

from typing import Any, NamedTuple


class Option(NamedTuple):
    """One answer. Of a range of numbers, `value` is the one that is kept for all."""

    value: Any
    label: str
    effect: str


class Question(NamedTuple):
    fact: str
    type: str  # bool, choice, number, integer
    text: str
    help: str
    matters: str
    example: Any
    unit: str
    why: str
    options: tuple[Option, ...]
    number: str  # the fact that a typed number states: this one, or the one that fills this choice; else empty
    together_with: tuple[str, ...] = ()  # other facts, without whose answers this one changes nothing


class Ending(NamedTuple):
    """Why nothing more is asked."""

    status: str  # decided, settled (only declined facts are open), conflict
    because: str
