"""Reachability: whether advice for certain patterns is ever shown, i.e. one of them wins while it fires."""

from __future__ import annotations

from collections.abc import Collection

from advisor.verification.hill_climbing import hill_climb
from advisor.verification.proof_subject import ConditionalStatement, PackUnderTest
from advisor.verification.report import PackFault, Proof
from advisor.verification.search import SearchLimitReached
from advisor.verification.win_goal import WinGoal, lead_over_all

STARTS = 6
METHOD = "an example found by climbing, or else branch and bound over all combinations in which it fires"


class ReachabilityCheck:
    """Checks notes, technologies, practices and warnings that belong to patterns; skips `silent` indices."""

    def __init__(self, subject: PackUnderTest, silent: Collection[int]) -> None:
        self._subject = subject
        self._seen = [(fired, subject.winner(fired)) for fired in map(subject.worlds.fired_boxes, subject.samples)]
        self.faults: list[PackFault] = []
        self._unproved: list[str] = []
        self._checked = 0
        for index, statement in enumerate(subject.statements):
            patterns = _patterns(statement)
            if patterns and index not in silent:
                self._checked += 1
                self._check(statement, patterns)

    def proof(self) -> Proof:
        count = len(self.faults)
        return Proof("Is everything that belongs to a pattern said somewhere?",
                     f"{count} of {self._checked} never are" if count else "yes", METHOD, self._checked,
                     tuple(self._unproved))

    def _check(self, statement: ConditionalStatement, patterns: Collection[str]) -> None:
        if any(fired & statement.mask and winner in patterns for fired, winner in self._seen):
            return
        try:
            is_shown = any(self._is_shown(statement, pattern) for pattern in patterns)
        except SearchLimitReached:
            self._unproved.append(statement.id)
            return
        if not is_shown:
            names = " or ".join(patterns)
            self.faults.append(PackFault("never-said", statement.family, statement.id,
                                         f"It is said only with {names}, which never wins where its condition holds.",
                                         "Change the condition, or remove it.", tuple(patterns)))

    def _is_shown(self, statement: ConditionalStatement, pattern: str) -> bool:
        subject = self._subject
        search, starts = subject.search_for(statement), subject.samples_firing(statement, STARTS)
        goal = WinGoal(subject.ranking, [(lead_over_all(subject.ranking, pattern),)],
                       lambda fired: subject.winner(fired) == pattern)
        return (any(hill_climb(search.space, search.avoiding, goal, starts, box) for box in statement.boxes)
                or any(search.find(goal, box) for box in statement.boxes))


def _patterns(statement: ConditionalStatement) -> tuple[str, ...]:
    if statement.role == "technology":
        return (statement.data["pattern"],)
    return tuple(statement.data["patterns"])
