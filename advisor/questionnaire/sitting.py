"""A sitting: the answers given so far, in their order. Every step returns a new one; nothing is talked here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.questionnaire.labels import shown_number
from advisor.questionnaire.next_question import next_question
from advisor.questionnaire.question import Option, Question


class Turn(NamedTuple):
    """One question with its answer.

    Attributes:
        known: what the answer states; empty where it was "don't know".
        meant: the range that a number stands for, in words; empty where the number itself was said.
    """

    asked: str
    known: dict[str, Any]
    meant: str = ""

    @property
    def is_declined(self) -> bool:
        return not self.known


class Sitting(NamedTuple):
    """What is known of one interaction.

    Attributes:
        given: facts that were known before the first question.
        declined_before: facts that were said to be unknown before the first question.
        turns: the answers, oldest first.
        taken_back: answers that were taken back, newest first; they are offered again where their question returns.
    """

    given: Mapping[str, Any] = {}
    declined_before: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    taken_back: tuple[Turn, ...] = ()

    @property
    def known(self) -> dict[str, Any]:
        """All facts that are known."""
        known = dict(self.given)
        for turn in self.turns:
            known |= turn.known
        return known

    @property
    def ranges(self) -> dict[str, str]:
        """The numbers that stand for a range, with that range in words."""
        return {name: turn.meant for turn in self.turns if turn.meant for name in turn.known}

    @property
    def declined(self) -> frozenset[str]:
        """The facts that somebody was asked for and does not know."""
        return frozenset((*self.declined_before, *(turn.asked for turn in self.turns if turn.is_declined)))

    def question(self, engine: Engine) -> Question | None:
        """Returns what to ask now, None where nothing more needs to be asked."""
        return next_question(engine, self.known, self.declined)

    def answer(self, question: Question, option: Option) -> Sitting:
        """Returns the sitting after one of the answers that the question offers."""
        is_range = question.type in ("number", "integer") and option.label != shown_number(option.value)
        return self._after(Turn(question.fact, {question.fact: option.value}, option.label if is_range else ""))

    def number(self, question: Question, value: float) -> Sitting:
        """Returns the sitting after a number, which may answer for the choice that it fills."""
        return self._after(Turn(question.fact, {question.number: value}))

    def skip(self, question: Question) -> Sitting:
        """Returns the sitting after "don't know"."""
        return self._after(Turn(question.fact, {}))

    def back(self) -> Sitting:
        """Returns the sitting before the last answer, which is remembered; the first question has nothing before it."""
        if not self.turns:
            return self
        return self._replace(turns=self.turns[:-1], taken_back=(self.turns[-1], *self.taken_back))

    def forth(self, question: Question) -> Sitting:
        """Returns the sitting with a step back undone: the question has the answer again that it had before."""
        turn = self.earlier(question)
        return self if turn is None else self._after(turn)

    def earlier(self, question: Question) -> Turn | None:
        """Returns the answer that this question had before somebody went back."""
        return next((turn for turn in self.taken_back if turn.asked == question.fact), None)

    def _after(self, turn: Turn) -> Sitting:
        """Answers that were taken back are kept as long as they are not given anew."""
        left = tuple(old for old in self.taken_back if old.asked != turn.asked)
        return self._replace(turns=(*self.turns, turn), taken_back=left)
