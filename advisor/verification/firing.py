"""Satisfiability: whether every condition can be true without contradictory facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.verification.goals import Silence
from advisor.verification.search import CutShort, Search
from advisor.verification.subject import Statement, Subject
from advisor.verification.verdict import Fault, Proof

METHOD = "every case of a condition against all values of its facts, then a search for a world without contradiction"


class Firing:
    """Finds statements that can never fire (`faults`), or only if facts contradict each other."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._search = subject.open_search
        self._seen = 0
        for world in subject.samples:
            self._seen |= subject.worlds.fired(world)
        self.faults: list[Fault] = []
        self.silent: set[int] = set()  # indices of the statements that never fire
        self._unproved: list[str] = []
        for index, statement in enumerate(subject.statements):
            if not statement.mask & self._seen:
                self._check(index, statement)

    def proof(self) -> Proof:
        count, never = len(self._subject.statements), len(self.silent)
        answer = f"{never} of {count} cannot" if never else "yes"
        return Proof("Can every condition come true?", answer, METHOD, count, tuple(self._unproved))

    def _check(self, index: int, statement: Statement) -> None:
        possible = [box for box in statement.boxes if box & self._search.space.reachable]
        if not possible:
            self.silent.add(index)
            self.faults.append(_never_fires(statement))
            return
        if statement.role == "conflict":
            return
        try:
            if any(self._search.find(Silence(), box) is not None for box in possible):
                return
        except CutShort:
            self._unproved.append(statement.id)
            return
        self.silent.add(index)
        self.faults.append(_only_in_conflict(statement, self._conflicts_with(possible)))

    def _conflicts_with(self, boxes: Iterable[int]) -> Iterator[str]:
        """Yields the conflicts that alone keep the statement from firing."""
        for conflict in self._subject.of_role("conflict"):
            search = Search(self._search.space, self._subject.contradictions & ~conflict.mask)
            try:
                if any(search.find(Silence(), box) is not None for box in boxes):
                    yield conflict.id
            except CutShort:
                continue


def _never_fires(statement: Statement) -> Fault:
    return Fault("never-fires", statement.family, statement.id, "No combination of facts makes its condition true.",
                 "Change the condition, or remove it.")


def _only_in_conflict(statement: Statement, conflicts: Iterable[str]) -> Fault:
    others = tuple(conflicts)
    because = f", by {' or '.join(f'`{name}`' for name in others)}" if others else ""
    return Fault("only-in-conflict", statement.family, statement.id,
                 f"It fires only where facts contradict one another{because}.",
                 "Change its condition or the conflict's, or remove it.", others)
