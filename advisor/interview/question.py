"""A question of the interview, with its reason and the effect of each answer."""

from __future__ import annotations

from typing import Any, NamedTuple


class AnswerOption(NamedTuple):
    """One answer. For a range of numbers, `value` represents the range."""

    value: Any
    label: str
    effect: str


class InterviewQuestion(NamedTuple):
    fact: str
    type: str  # bool, choice, number, integer
    text: str
    help: str
    matters: str
    example: Any
    unit: str
    why: str
    options: tuple[AnswerOption, ...]
    number: str  # the fact a typed number states: this one, or the one that determines this choice; else empty
    together_with: tuple[str, ...] = ()  # other facts whose answers are needed as well for any change


class Ending(NamedTuple):
    """The reason why no more questions follow."""

    status: str  # decided, settled (only declined facts are open), conflict
    because: str
