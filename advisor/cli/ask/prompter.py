"""The interface that a dialogue needs from a prompter (a terminal, plain lines, or a test), and their phrasing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from advisor.interview.answer_effects import PatternScores
from advisor.interview.answers import format_number
from advisor.interview.name_questions import NameQuestion
from advisor.interview.question import AnswerOption, InterviewQuestion
from advisor.interview.session import AnsweredQuestion
from advisor.reporters.phrasing import format_value
from advisor.text.sanitise import escape_controls

OPTION, NUMBER, SKIP, BACK, FORWARD = "option", "number", "skip", "back", "forth"
DONT_KNOW = "don't know"
KEEPS_OPEN = "keeps every branch open"
ANOTHER_NUMBER = "another number"
TYPE_IT = "type the number you know"


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


def format_scores(standing: PatternScores) -> str:
    """Returns the ranking in one line, such as `rest 5, grpc 3, message-queue 0 | rest leads by 2`."""
    scores = ", ".join(f"{name} {score}" for name, score in standing.ranked)
    excluded = f", out: {', '.join(standing.excluded)}" if standing.excluded else ""
    return f"{scores}{excluded} | {_leader(standing)}"


def _leader(standing: PatternScores) -> str:
    if standing.is_contradictory:
        return "the answers contradict"
    if standing.leader is None:
        return "nobody leads yet"
    return f"{standing.leader} leads by {standing.margin}" if standing.margin else f"{standing.leader}, level on points"


def help_lines(question: InterviewQuestion) -> Iterator[str]:
    """Yields the help for a question, with an example."""
    yield escape_controls(question.help)
    if question.matters:
        yield f"It matters because: {escape_controls(question.matters)}"
    if question.example is not None:
        yield f"Example: {question.fact}: {escape_controls(_example(question))}"


def _example(question: InterviewQuestion) -> str:
    if isinstance(question.example, int | float) and not isinstance(question.example, bool):
        return f"{format_number(question.example)} {question.unit}".rstrip()
    return format_value(question.example)


def answer_rows(question: InterviewQuestion) -> list[tuple[str, str]]:
    """Returns the rows to choose from, each with its effect: the options, then a number and "don't know"."""
    rows = [(escape_controls(option.label), escape_controls(option.effect)) for option in question.options]
    if question.number:
        rows.append((ANOTHER_NUMBER if question.type != "choice" else "a number", TYPE_IT))
    return [*rows, (DONT_KNOW, KEEPS_OPEN)]


def row_index(question: InterviewQuestion, earlier: AnsweredQuestion | None) -> int:
    """Returns the row index of an earlier answer, or 0 if there is none."""
    if earlier is None:
        return 0
    rows = len(answer_rows(question))
    if earlier.is_declined:
        return rows - 1
    for index, option in enumerate(question.options):
        if _is_answer(option, question, earlier):
            return index
    return rows - 2 if question.number else 0


def _is_answer(option: AnswerOption, question: InterviewQuestion, earlier: AnsweredQuestion) -> bool:
    if question.type not in ("number", "integer"):
        return bool(earlier.known.get(question.fact) == option.value)
    label = earlier.range_label or format_number(earlier.known[question.fact])
    return option.label == label


def format_answer(turn: AnsweredQuestion) -> str:
    """Returns an answer in one line, such as `replay: yes`."""
    if turn.is_declined:
        return f"{turn.fact}: {DONT_KNOW}"
    return ", ".join(f"{name}: {turn.range_label or format_value(value)}" for name, value in turn.known.items())
