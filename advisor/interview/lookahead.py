"""The outcome for a set of facts: a pattern, a contradiction, or none yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from advisor.engine import Engine
from advisor.interview.answers import askable_facts
from advisor.interview.branches import AnswerBranch, BranchBuilder, Cells, OpenFact, boxes_reading

CONTRADICTION = "(contradiction)"  # not a valid pattern name
MAX_NODES = 4000


class LookaheadLimitReached(Exception):  # noqa: N818
    """The search reached its node limit without a result."""


class _OutcomeSearch(BranchBuilder):
    def __init__(self, engine: Engine, known: Mapping[str, Any]) -> None:
        super().__init__(engine, known)
        self.current = find_outcome(engine, known)
        self.compared = {name for compare in self.tables.comparisons for name in (compare.smaller, compare.larger)}
        self.nodes = 0
        self.dead_ends: set[tuple[Any, ...]] = set()  # states searched without a result

    def start(self, asked: Collection[str]) -> tuple[int, tuple[OpenFact, ...]]:
        """Returns the boxes that may still be true, and the facts that may still be answered."""
        looked_up, mask = self.tables.look_up(self.known)
        mask &= self.ranking.scoring_boxes | self.conflicts
        open_facts = self.comparisons(looked_up.unknown_facts)
        for name in looked_up.unknown_facts:
            if name in asked:
                open_facts.append(self.open_fact(name))
            elif name not in self.tables.derived and self.tables.choice_by_number.get(name) not in asked:
                mask &= self.tables.facts[name]["unknown_true"]
        return mask, tuple(fact for fact in open_facts if fact.mentions & mask)

    def find_contradicting_answers(self, mask: int, open_facts: Sequence[OpenFact]) -> dict[str, Any] | None:
        """Returns answers that contradict one another or known facts, or None."""
        boxes = mask & self.conflicts
        while boxes:
            box = boxes & -boxes
            boxes ^= box
            reading = sorted((fact for fact in open_facts if fact.mentions & box), key=lambda fact: bool(fact.compare))
            answers = self._find_contradiction(box, reading, {})
            if answers is not None:
                return answers
        return None

    def _find_contradiction(self, box: int, reading: Sequence[OpenFact], cells: Cells) -> dict[str, Any] | None:
        if not reading:
            return self._if_changed(cells)
        for branch in self.branches_of(reading[0], cells):
            if branch.mask & box:
                answers = self._find_contradiction(box, reading[1:], {**cells, **branch.cells})
                if answers is not None:
                    return answers
        return None

    def run(self, mask: int, open_facts: tuple[OpenFact, ...], cells: Cells) -> dict[str, Any] | None:
        """Returns answers that lead to another winner from here, or None."""
        undecided = mask & boxes_reading(open_facts)
        open_facts = tuple(fact for fact in open_facts if fact.mentions & undecided)
        numbers = tuple((name, cells[name]) for name in self.compared if name in cells)
        state = (mask, *map(id, open_facts), numbers)
        if state in self.dead_ends:
            return None
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise LookaheadLimitReached
        fired = mask & ~undecided
        if fired & self.conflicts:
            return None
        if not undecided:
            return self._if_changed(cells)
        if not self._can_change(fired, undecided, open_facts):
            return None
        fact = max(open_facts, key=lambda other: (other.compare is None, (other.mentions & undecided).bit_count()))
        rest = tuple(other for other in open_facts if other is not fact)
        for branch in self._distinct_branches(fact, mask, cells):
            answers = self.run(mask & branch.mask, rest, {**cells, **branch.cells})
            if answers is not None:
                return answers
        self.dead_ends.add(state)
        return None

    def _distinct_branches(self, fact: OpenFact, mask: int, cells: Cells) -> list[AnswerBranch]:
        """Returns the distinct branches from this state, most promising first."""
        branches: dict[tuple[int, Any], AnswerBranch] = {}
        for branch in self.branches_of(fact, cells):
            signature = tuple(branch.cells.items()) if self.compared & branch.cells.keys() else not branch.cells
            branches.setdefault((mask & branch.mask, signature), branch)
        return sorted(branches.values(), key=lambda branch: -self._promise(mask & branch.mask))

    def _can_change(self, fired: int, undecided: int, open_facts: tuple[OpenFact, ...]) -> bool:
        """Returns whether another pattern could at best tie with the current leader from this state."""
        current = self.current
        if current is None or (fired | undecided) & self.ranking.excluding_boxes[current]:
            return True
        scores = self.ranking.scores(fired)
        return any(self.can_catch_up(name, current, scores[current] - scores[name], undecided, open_facts)
                   for name in self.ranking.patterns
                   if name != current and not fired & self.ranking.excluding_boxes[name])

    def _promise(self, possible: int) -> int:
        if self.current is None:
            return 0
        lifted = self.ranking.add_rule_bits(possible)
        return max(self.ranking.max_lead_gain(name, self.current, lifted) for name in self.ranking.patterns
                   if name != self.current)

    def _if_changed(self, cells: Cells) -> dict[str, Any] | None:
        answers = self.answer_values(cells)
        return None if find_outcome(self.engine, {**self.known, **answers}) == self.current else answers


def find_outcome(engine: Engine, facts: Mapping[str, Any]) -> str | None:
    """Returns the recommended pattern, `CONTRADICTION` if the facts conflict, or None if no pattern leads."""
    leader = engine.winner(facts)
    if leader is not None:
        return leader
    decision = engine.decide(facts)
    return CONTRADICTION if decision.status == "conflict" else decision.pattern


def find_outcome_change(engine: Engine, known: Mapping[str, Any], declined: Collection[str]) -> dict[str, Any] | None:
    """Returns a minimal set of answers that together change the outcome, or None if there is none.

    A contradiction is a change too: it splits the interaction in two. Raises SearchLimit at the node limit.
    """
    search = _OutcomeSearch(engine, known)
    mask, open_facts = search.start(askable_facts(engine, known, declined))
    answers = search.find_contradicting_answers(mask, open_facts) or search.run(mask, open_facts, {})
    return None if answers is None else _minimal(engine, known, answers, search.current)


def _minimal(engine: Engine, known: Mapping[str, Any], answers: dict[str, Any], current: str | None) -> dict[str, Any]:
    for name in sorted(answers, reverse=True):
        fewer = {other: value for other, value in answers.items() if other != name}
        if find_outcome(engine, {**known, **fewer}) != current:
            answers = fewer
    return answers
