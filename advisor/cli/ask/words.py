"""Phrasing that all prompters share."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.questionnaire.effects import Standing
from advisor.questionnaire.labels import shown_number
from advisor.questionnaire.question import Option, Question
from advisor.questionnaire.sitting import Turn
from advisor.reporters.clean import clean
from advisor.reporters.words import value_in_words

DONT_KNOW = "don't know"
KEEPS_OPEN = "keeps every branch open"
ANOTHER_NUMBER = "another number"
TYPE_IT = "type the number you know"


def standing_in_words(standing: Standing) -> str:
    """Returns the ranking in one line, such as `rest 5, grpc 3, message-queue 0 | rest leads by 2`."""
    scores = ", ".join(f"{name} {score}" for name, score in standing.ranked)
    excluded = f", out: {', '.join(standing.excluded)}" if standing.excluded else ""
    return f"{scores}{excluded} | {_leader(standing)}"


def _leader(standing: Standing) -> str:
    if standing.contradicts:
        return "the answers contradict"
    if standing.leader is None:
        return "nobody leads yet"
    return f"{standing.leader} leads by {standing.lead}" if standing.lead else f"{standing.leader}, level on points"


def help_of(question: Question) -> Iterator[str]:
    """Yields the help for a question, with an example."""
    yield clean(question.help)
    if question.matters:
        yield f"It matters because: {clean(question.matters)}"
    if question.example is not None:
        yield f"Example: {question.fact}: {clean(_example(question))}"


def _example(question: Question) -> str:
    if isinstance(question.example, int | float) and not isinstance(question.example, bool):
        return f"{shown_number(question.example)} {question.unit}".rstrip()
    return value_in_words(question.example)


def offered(question: Question) -> list[tuple[str, str]]:
    """Returns the rows to choose from, each with its effect: the options, then a number and "don't know"."""
    rows = [(clean(option.label), clean(option.effect)) for option in question.options]
    if question.number:
        rows.append((ANOTHER_NUMBER if question.type != "choice" else "a number", TYPE_IT))
    return [*rows, (DONT_KNOW, KEEPS_OPEN)]


def place_of(question: Question, earlier: Turn | None) -> int:
    """Returns the row index of an earlier answer, or 0 if there is none."""
    if earlier is None:
        return 0
    rows = len(offered(question))
    if earlier.is_declined:
        return rows - 1
    for index, option in enumerate(question.options):
        if _is_answer(option, question, earlier):
            return index
    return rows - 2 if question.number else 0


def _is_answer(option: Option, question: Question, earlier: Turn) -> bool:
    if question.type not in ("number", "integer"):
        return bool(earlier.known.get(question.fact) == option.value)
    label = earlier.meant or shown_number(earlier.known[question.fact])
    return option.label == label


def answer_in_words(turn: Turn) -> str:
    """Returns an answer in one line, such as `replay: yes`."""
    if turn.is_declined:
        return f"{turn.asked}: {DONT_KNOW}"
    return ", ".join(f"{name}: {turn.meant or value_in_words(value)}" for name, value in turn.known.items())
