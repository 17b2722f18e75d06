"""What a conversation needs of those who lead it: a terminal, plain lines, or a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from advisor.questionnaire.effects import Standing
from advisor.questionnaire.naming import Naming
from advisor.questionnaire.question import Option, Question
from advisor.questionnaire.sitting import Turn

OPTION, NUMBER, SKIP, BACK, FORTH = "option", "number", "skip", "back", "forth"


class Reply(NamedTuple):
    """What somebody did with a question."""

    action: str
    option: Option | None = None
    number: float | None = None


class View(NamedTuple):
    """A question as it is shown."""

    question: Question
    place: int  # from 1
    standing: Standing
    earlier: Turn | None  # its answer before somebody went back
    read_number: Callable[[str], tuple[float | None, str]]  # a typed number, or what is wrong with it


class Driver(Protocol):
    """Each method raises KeyboardInterrupt where somebody stops."""

    def ask(self, view: View) -> Reply:
        """Returns what somebody did with a question."""

    def name(self, naming: Naming, earlier: str, fault: Callable[[str], str]) -> str | None:
        """Returns a name that has no fault, None where somebody goes back."""

    def confirm(self, text: str) -> bool:
        """Returns whether somebody says yes."""

    def say(self, text: str) -> None:
        """Says something that needs no answer."""
