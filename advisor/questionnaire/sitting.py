"""An interview session: the answers so far, in order. Immutable, without input or output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.questionnaire.labels import shown_number
from advisor.questionnaire.next_question import next_question
from advisor.questionnaire.question import Option, Question


class Turn(NamedTuple):
    """A question with its answer.

    Attributes:
        known: the stated facts; empty for "don't know".
        meant: label of the range that a number represents; empty if the exact number was given.
    """

    asked: str
    known: dict[str, Any]
    meant: str = ""

    @property
    def is_declined(self) -> bool:
        return not self.known


class Sitting(NamedTuple):
    """The state of the questions about one interaction.

    Attributes:
        given: facts known before the first question.
        declined_before: facts stated as unknown before the first question.
        turns: the answers, oldest first.
        taken_back: undone answers, newest first; they are offered again if their question returns.
    """

    given: Mapping[str, Any] = {}
    declined_before: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    taken_back: tuple[Turn, ...] = ()

    @property
    def known(self) -> dict[str, Any]:
        """All known facts."""
        known = dict(self.given)
        for turn in self.turns:
            known |= turn.known
        return known

    @property
    def ranges(self) -> dict[str, str]:
        """The range labels of numbers that represent a range."""
        return {name: turn.meant for turn in self.turns if turn.meant for name in turn.known}

    @property
    def declined(self) -> frozenset[str]:
        """The facts that the user does not know."""
        return frozenset((*self.declined_before, *(turn.asked for turn in self.turns if turn.is_declined)))

    def question(self, engine: Engine) -> Question | None:
        """Returns the next question, or None if no more is needed."""
        return next_question(engine, self.known, self.declined)

    def answer(self, question: Question, option: Option) -> Sitting:
        """Returns the session after one of the offered answers."""
        is_range = question.type in ("number", "integer") and option.label != shown_number(option.value)
        return self._with_answer(Turn(question.fact, {question.fact: option.value}, option.label if is_range else ""))

    def number(self, question: Question, value: float) -> Sitting:
        """Returns the session after a number, which may answer the choice it determines."""
        return self._with_answer(Turn(question.fact, {question.number: value}))

    def skip(self, question: Question) -> Sitting:
        """Returns the session after "don't know"."""
        return self._with_answer(Turn(question.fact, {}))

    def back(self) -> Sitting:
        """Returns the session with the last answer undone; unchanged if there is none."""
        if not self.turns:
            return self
        return self._replace(turns=self.turns[:-1], taken_back=(self.turns[-1], *self.taken_back))

    def forth(self, question: Question) -> Sitting:
        """Returns the session with the undone answer to this question restored."""
        turn = self.earlier(question)
        return self if turn is None else self._with_answer(turn)

    def earlier(self, question: Question) -> Turn | None:
        """Returns the undone answer to this question, or None."""
        return next((turn for turn in self.taken_back if turn.asked == question.fact), None)

    def _with_answer(self, turn: Turn) -> Sitting:
        """Appends an answer; undone answers are kept until their question is answered again."""
        remaining = tuple(undone for undone in self.taken_back if undone.asked != turn.asked)
        return self._replace(turns=(*self.turns, turn), taken_back=remaining)
