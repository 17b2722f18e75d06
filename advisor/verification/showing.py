"""Whether what is said with some patterns only is ever said: whether one of them wins where its condition holds."""

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
    """Looks at notes, technologies, practices and warnings that belong to patterns; `silent` places are passed over."""

    def __init__(self, subject: Subject, silent: Collection[int]) -> None:
        self._subject = subject
        self._seen = [(fired, subject.winner(fired)) for fired in map(subject.worlds.fired, subject.samples)]
        self.faults: list[Fault] = []
        self._unproved: list[str] = []
        self._checked = 0
        for place, statement in enumerate(subject.statements):
            patterns = _patterns(statement)
            if patterns and place not in silent:
                self._checked += 1
                self._judge(statement, patterns)

    def proof(self) -> Proof:
        many = len(self.faults)
        return Proof("Is everything that belongs to a pattern said somewhere?",
                     f"{many} of {self._checked} never are" if many else "yes", METHOD, self._checked,
                     tuple(self._unproved))

    def _judge(self, statement: Statement, patterns: Collection[str]) -> None:
        if any(fired & statement.mask and winner in patterns for fired, winner in self._seen):
            return
        try:
            is_said = any(self._is_said(statement, pattern) for pattern in patterns)
        except CutShort:
            self._unproved.append(statement.id)
            return
        if not is_said:
            names = " or ".join(patterns)
            self.faults.append(Fault("never-said", statement.family, statement.id,
                                     f"It is said only with {names}, which never wins where its condition holds.",
                                     "Change the condition, or remove it.", tuple(patterns)))

    def _is_said(self, statement: Statement, pattern: str) -> bool:
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
