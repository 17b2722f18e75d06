"""Reachability: whether advice for certain patterns is ever shown, i.e. one of them wins while it fires."""

from __future__ import annotations

from collections.abc import Collection

from advisor.verification.climb import climb
from advisor.verification.contest import Contest, first
from advisor.verification.search import CutShort
from advisor.verification.subject import Statement, Subject
from advisor.verification.verdict import Fault, Proof

STARTS = 6
METHOD = "an example found by climbing, or else branch and bound over all combinations in which it fires"


class Showing:
    """Checks notes, technologies, practices and warnings that belong to patterns; skips `silent` indices."""

    def __init__(self, subject: Subject, silent: Collection[int]) -> None:
        self._subject = subject
        self._seen = [(fired, subject.winner(fired)) for fired in map(subject.worlds.fired, subject.samples)]
        self.faults: list[Fault] = []
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

    def _check(self, statement: Statement, patterns: Collection[str]) -> None:
        if any(fired & statement.mask and winner in patterns for fired, winner in self._seen):
            return
        try:
            is_shown = any(self._is_shown(statement, pattern) for pattern in patterns)
        except CutShort:
            self._unproved.append(statement.id)
            return
        if not is_shown:
            names = " or ".join(patterns)
            self.faults.append(Fault("never-said", statement.family, statement.id,
                                     f"It is said only with {names}, which never wins where its condition holds.",
                                     "Change the condition, or remove it.", tuple(patterns)))

    def _is_shown(self, statement: Statement, pattern: str) -> bool:
        subject = self._subject
        search, starts = subject.search_for(statement), subject.samples_of(statement, STARTS)
        goal = Contest(subject.ranking, [(first(subject.ranking, pattern),)],
                       lambda fired: subject.winner(fired) == pattern)
        return (any(climb(search.space, search.avoiding, goal, starts, box) for box in statement.boxes)
                or any(search.find(goal, box) for box in statement.boxes))


def _patterns(statement: Statement) -> tuple[str, ...]:
    if statement.role == "technology":
        return (statement.data["pattern"],)
    return tuple(statement.data["patterns"])
