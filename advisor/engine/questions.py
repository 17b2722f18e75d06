"""Open questions: which unknown facts can still change the answer, the most telling first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.engine.cells import bounds, value_in
from advisor.engine.completions import Completions, SearchLimit, Witness
from advisor.engine.flips import Answer, Sweep
from advisor.engine.tables import Known
from advisor.model.recommendation import OpenQuestion

PATIENCE = 250  # nodes; combinations of answers that are harder to find are not worth a question


class Questions:
    """Ranks what to ask."""

    def __init__(self, data: Mapping[str, Any], completions: Completions) -> None:
        self._texts: Mapping[str, tuple[str, str]] = data["questions"]
        self._completions = completions
        self._tables = completions.tables
        self._ranking = completions.ranking

    def ranked(self, facts: Mapping[str, Any], known: Known, joined: int, current: str | None, swept: Sweep,
               answer: Answer) -> tuple[OpenQuestion, ...]:
        """Returns the facts to ask for, with the patterns that an answer could lead to.

        First come the facts whose answer alone changes the winner, by the share of answers that do; then those that
        change it only together with others.
        """
        could_become: dict[str, list[str]] = {}
        together: dict[str, tuple[str, ...]] = {}
        for flip in swept.flips:
            if flip.fact in known.open:
                could_become.setdefault(flip.fact, []).append(flip.pattern)
        alone = {pattern for patterns in could_become.values() for pattern in patterns}
        for pattern in self._ranking.patterns:
            if pattern != current and pattern not in alone:
                patience = PATIENCE if could_become else None  # something must be asked
                combined = self._together(facts, known, joined, current, pattern, patience, answer)
                for name in combined:
                    if name not in could_become:
                        together[name] = tuple(other for other in combined if other != name)
                    could_become.setdefault(name, []).append(pattern)
        undecided = self._undecided(known, joined)
        order = list(self._tables.facts)
        names = sorted(could_become, key=lambda name: (-swept.shares.get(name, 0), -self._points(name, undecided),
                                                       order.index(name)))
        return tuple(OpenQuestion(name, *self._texts[name], tuple(could_become[name]), together.get(name, ()))
                     for name in names)

    def _together(self, facts: Mapping[str, Any], known: Known, joined: int, current: str | None, pattern: str,
                  patience: int | None, answer: Answer) -> tuple[str, ...]:
        """Facts that make a pattern win when they are answered together; none may be left out."""
        try:
            witness = self._completions.find(facts, known, joined, current, pattern, patience)
        except SearchLimit:
            return ()
        answers = self.answers(witness, facts) if witness is not None else {}
        if not answers or answer({**facts, **answers}) != pattern:
            return ()
        for name in sorted(answers, reverse=True):
            fewer = {other: value for other, value in answers.items() if other != name}
            if answer({**facts, **fewer}) == pattern:
                answers = fewer
        return tuple(answers)

    def answers(self, witness: Witness, facts: Mapping[str, Any]) -> dict[str, Any]:
        """A value for each fact of a completion; compared numbers are far enough apart."""
        answers: dict[str, Any] = {}
        for name, cell in witness.cells.items():
            fact = self._tables.facts[name]
            if name not in self._tables.derived:
                answers[name] = fact["values"][cell] if fact["values"] else _shown(fact, cell, None)
        for compare in self._tables.compares:
            truth = witness.cells.get(compare.name)
            if truth is not None:
                self._pull_apart(answers, witness, facts, compare.smaller, compare.larger, bool(truth))
        return answers

    def _pull_apart(self, answers: dict[str, Any], witness: Witness, facts: Mapping[str, Any], smaller: str,
                    larger: str, truth: bool) -> None:
        far, near = (float("inf"), float("-inf"))
        for name, towards in ((smaller, near if truth else far), (larger, far if truth else near)):
            other = larger if name == smaller else smaller
            if name in facts:
                continue
            fact = self._tables.facts[name]
            limit = facts.get(other, answers.get(other, 0))
            if name in witness.cells:
                answers[name] = _shown(fact, witness.cells[name], limit + 1 if towards == far else 0)
            else:
                answers[name] = limit + 1 if towards == far else max(fact["least"][0], 0) or limit / 2

    def _undecided(self, known: Known, joined: int) -> int:
        return joined & known.possible & ~(joined & known.fired) & self._ranking.scoring

    def _points(self, name: str, undecided: int) -> int:
        """The points in play: what rules that wait for this fact would give or take."""
        waiting = undecided & self._tables.mentions(name)
        return sum(abs(points) for rule in self._ranking.rules
                   if any(waiting >> bit & 1 for bit in rule["bits"]) for points in rule["points"].values())


def _shown(fact: Mapping[str, Any], cell: int, current: float | None) -> Any:
    lower, upper = bounds(fact["boundaries"], cell, fact["least"])
    if current is not None and lower < (current, 0.5) < upper:
        return current
    return value_in(lower, upper, fact["whole"], current)
