"""The interface that a dialogue needs from a prompter: a terminal, plain lines, or a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from advisor.questionnaire.effects import Standing
from advisor.questionnaire.naming import Naming
from advisor.questionnaire.question import Option, Question
from advisor.questionnaire.sitting import Turn

OPTION, NUMBER, SKIP, BACK, FORTH = "option", "number", "skip", "back", "forth"


class Reply(NamedTuple):
    """The user's reaction to a question."""

    action: str
    option: Option | None = None
    number: float | None = None


class View(NamedTuple):
    """A question with the context it is shown in."""

    question: Question
    place: int  # from 1
    standing: Standing
    earlier: Turn | None  # the answer before the user went back
    read_number: Callable[[str], tuple[float | None, str]]  # the typed number, or an error message


class Driver(Protocol):
    """Each method raises KeyboardInterrupt if the user stops."""

    def ask(self, view: View) -> Reply:
        """Asks a question and returns the reply."""

    def name(self, naming: Naming, earlier: str, fault: Callable[[str], str]) -> str | None:
        """Returns a valid name, or None if the user goes back."""

    def confirm(self, text: str) -> bool:
        """Returns whether the user says yes."""

    def say(self, text: str) -> None:
        """Shows text that needs no answer."""
