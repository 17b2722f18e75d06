"""The interface that a dialogue needs from a prompter: a terminal, plain lines, or a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from advisor.interview.answer_effects import PatternScores
from advisor.interview.name_questions import NameQuestion
from advisor.interview.question import AnswerOption, InterviewQuestion
from advisor.interview.session import AnsweredQuestion

OPTION, NUMBER, SKIP, BACK, FORWARD = "option", "number", "skip", "back", "forth"


class Reply(NamedTuple):
    """The user's reaction to a question."""

    action: str
    option: AnswerOption | None = None
    number: float | None = None


class QuestionView(NamedTuple):
    """A question with the context it is shown in."""

    question: InterviewQuestion
    position: int  # from 1
    scores: PatternScores
    earlier_answer: AnsweredQuestion | None  # the answer before the user went back
    parse_number: Callable[[str], tuple[float | None, str]]  # the typed number, or an error message


class Prompter(Protocol):
    """Each method raises KeyboardInterrupt if the user stops."""

    def ask(self, view: QuestionView) -> Reply:
        """Asks a question and returns the reply."""

    def ask_name(self, naming: NameQuestion, earlier: str, fault: Callable[[str], str]) -> str | None:
        """Returns a valid name, or None if the user goes back."""

    def confirm(self, text: str) -> bool:
        """Returns whether the user says yes."""

    def show(self, text: str) -> None:
        """Shows text that needs no answer."""
