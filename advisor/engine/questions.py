"""Open questions: the unknown facts that can still change the recommendation, most decisive first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.engine.cells import cell_bounds, display_value
from advisor.engine.completions import Completions, ProofLimitReached, Witness
from advisor.engine.fact_index import StatedFacts
from advisor.engine.flip_points import FlipAnalysis, WinnerFunction
from advisor.model.recommendation import OpenQuestion

MAX_NODES_PER_COMBINATION = 250  # combinations that take longer to find are not worth a question


class QuestionRanker:
    """Ranks the open questions."""

    def __init__(self, data: Mapping[str, Any], completions: Completions) -> None:
        self._texts: Mapping[str, tuple[str, str]] = data["questions"]
        self._completions = completions
        self._tables = completions.tables
        self._ranking = completions.ranking

    def rank(self, facts: Mapping[str, Any], known: StatedFacts, allowed_boxes: int, current: str | None,
             changes: FlipAnalysis, answer: WinnerFunction) -> tuple[OpenQuestion, ...]:
        """Returns the facts to ask for, each with the patterns that an answer could lead to.

        Facts that change the winner alone come first, by the share of their cells that do; then those that change it
        only in combination with others.
        """
        could_become: dict[str, list[str]] = {}
        together: dict[str, tuple[str, ...]] = {}
        for flip in changes.flip_points:
            if flip.fact in known.unknown_facts:
                could_become.setdefault(flip.fact, []).append(flip.pattern)
        alone = {pattern for patterns in could_become.values() for pattern in patterns}
        for pattern in self._ranking.patterns:
            if pattern != current and pattern not in alone:
                max_nodes = MAX_NODES_PER_COMBINATION if could_become else None  # at least one question is needed
                combined = self._facts_together(facts, known, allowed_boxes, current, pattern, max_nodes, answer)
                for name in combined:
                    if name not in could_become:
                        together[name] = tuple(other for other in combined if other != name)
                    could_become.setdefault(name, []).append(pattern)
        undecided = self._undecided(known, allowed_boxes)
        order = list(self._tables.facts)
        names = sorted(
            could_become,
            key=lambda name: (-changes.flip_shares.get(name, 0), -self._points(name, undecided), order.index(name)),
        )
        return tuple(OpenQuestion(name, *self._texts[name], tuple(could_become[name]), together.get(name, ()))
                     for name in names)

    def _facts_together(self, facts: Mapping[str, Any], known: StatedFacts, allowed_boxes: int, current: str | None,
                        pattern: str, max_nodes: int | None, answer: WinnerFunction) -> tuple[str, ...]:
        """Returns a minimal set of facts that together can make a pattern win."""
        try:
            witness = self._completions.find_witness(facts, known, allowed_boxes, current, pattern, max_nodes)
        except ProofLimitReached:
            return ()
        answers = self.values_of(witness, facts) if witness is not None else {}
        if not answers or answer({**facts, **answers}) != pattern:
            return ()
        for name in sorted(answers, reverse=True):
            fewer = {other: value for other, value in answers.items() if other != name}
            if answer({**facts, **fewer}) == pattern:
                answers = fewer
        return tuple(answers)

    def values_of(self, witness: Witness, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Returns a value for each fact of a completion, with compared numbers in the required order."""
        answers: dict[str, Any] = {}
        for name, cell in witness.cells.items():
            fact = self._tables.facts[name]
            if name not in self._tables.derived:
                answers[name] = fact["values"][cell] if fact["values"] else _display_value(fact, cell, None)
        for compare in self._tables.comparisons:
            truth = witness.cells.get(compare.name)
            if truth is not None:
                self._pull_apart(answers, witness, facts, compare.smaller, compare.larger, bool(truth))
        return answers

    def _pull_apart(self, answers: dict[str, Any], witness: Witness, facts: Mapping[str, Any], smaller: str,
                    larger: str, truth: bool) -> None:
        far, near = (float("inf"), float("-inf"))
        for name, direction in ((smaller, near if truth else far), (larger, far if truth else near)):
            other = larger if name == smaller else smaller
            if name in facts:
                continue
            fact = self._tables.facts[name]
            limit = facts.get(other, answers.get(other, 0))
            if name in witness.cells:
                answers[name] = _display_value(fact, witness.cells[name], limit + 1 if direction == far else 0)
            else:
                answers[name] = limit + 1 if direction == far else max(fact["least"][0], 0) or limit / 2

    def _undecided(self, known: StatedFacts, allowed_boxes: int) -> int:
        return allowed_boxes & known.possible & ~(allowed_boxes & known.fired) & self._ranking.scoring_boxes

    def _points(self, name: str, undecided: int) -> int:
        """Returns the absolute points of the undecided rules that depend on this fact."""
        waiting = undecided & self._tables.mentions(name)
        return sum(abs(points) for rule in self._ranking.rules
                   if any(waiting >> bit & 1 for bit in rule["bits"]) for points in rule["points"].values())


def _display_value(fact: Mapping[str, Any], cell: int, current: float | None) -> Any:
    lower, upper = cell_bounds(fact["boundaries"], cell, fact["least"])
    if current is not None and lower < (current, 0.5) < upper:
        return current
    return display_value(lower, upper, fact["whole"], current)
