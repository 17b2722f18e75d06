"""An interview session: the answers so far, in order. Immutable, without input or output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.interview.answers import format_number
from advisor.interview.next_question import next_question
from advisor.interview.question import AnswerOption, InterviewQuestion


class AnsweredQuestion(NamedTuple):
    """A question with its answer.

    Attributes:
        known: the stated facts; empty for "don't know".
        range_label: label of the range that a number represents; empty if the exact number was given.
    """

    fact: str
    known: dict[str, Any]
    range_label: str = ""

    @property
    def is_declined(self) -> bool:
        return not self.known


class Session(NamedTuple):
    """The state of the questions about one interaction.

    Attributes:
        given: facts known before the first question.
        declined_before: facts stated as unknown before the first question.
        turns: the answers, oldest first.
        taken_back: undone answers, newest first; they are offered again if their question returns.
    """

    given: Mapping[str, Any] = {}
    initially_declined: tuple[str, ...] = ()
    answers: tuple[AnsweredQuestion, ...] = ()
    undone: tuple[AnsweredQuestion, ...] = ()

    @property
    def known(self) -> dict[str, Any]:
        """All known facts."""
        known = dict(self.given)
        for turn in self.answers:
            known |= turn.known
        return known

    @property
    def range_labels(self) -> dict[str, str]:
        """The range labels of numbers that represent a range."""
        return {name: turn.range_label for turn in self.answers if turn.range_label for name in turn.known}

    @property
    def declined(self) -> frozenset[str]:
        """The facts that the user does not know."""
        return frozenset((*self.initially_declined, *(turn.fact for turn in self.answers if turn.is_declined)))

    def question(self, engine: Engine) -> InterviewQuestion | None:
        """Returns the next question, or None if no more is needed."""
        return next_question(engine, self.known, self.declined)

    def answer(self, question: InterviewQuestion, option: AnswerOption) -> Session:
        """Returns the session after one of the offered answers."""
        is_range = question.type in ("number", "integer") and option.label != format_number(option.value)
        return self._with_answer(
            AnsweredQuestion(question.fact, {question.fact: option.value}, option.label if is_range else "")
        )

    def answer_number(self, question: InterviewQuestion, value: float) -> Session:
        """Returns the session after a number, which may answer the choice it determines."""
        return self._with_answer(AnsweredQuestion(question.fact, {question.number: value}))

    def skip(self, question: InterviewQuestion) -> Session:
        """Returns the session after "don't know"."""
        return self._with_answer(AnsweredQuestion(question.fact, {}))

    def undo(self) -> Session:
        """Returns the session with the last answer undone; unchanged if there is none."""
        if not self.answers:
            return self
        return self._replace(answers=self.answers[:-1], undone=(self.answers[-1], *self.undone))

    def redo(self, question: InterviewQuestion) -> Session:
        """Returns the session with the undone answer to this question restored."""
        turn = self.earlier_answer(question)
        return self if turn is None else self._with_answer(turn)

    def earlier_answer(self, question: InterviewQuestion) -> AnsweredQuestion | None:
        """Returns the undone answer to this question, or None."""
        return next((turn for turn in self.undone if turn.fact == question.fact), None)

    def _with_answer(self, turn: AnsweredQuestion) -> Session:
        """Appends an answer; undone answers are kept until their question is answered again."""
        remaining = tuple(undone for undone in self.undone if undone.fact != turn.fact)
        return self._replace(answers=(*self.answers, turn), undone=remaining)
