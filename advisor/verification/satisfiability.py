"""Satisfiability: whether every condition can be true without contradictory facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.verification.goals import NoneFires
from advisor.verification.proof_subject import ConditionalStatement, PackUnderTest
from advisor.verification.report import PackFault, Proof
from advisor.verification.search import SearchLimitReached, WorldSearch

METHOD = "every case of a condition against all values of its facts, then a search for a world without contradiction"


class SatisfiabilityCheck:
    """Finds statements that can never fire (`faults`), or only if facts contradict each other."""

    def __init__(self, subject: PackUnderTest) -> None:
        self._subject = subject
        self._search = subject.open_search
        self._seen = 0
        for world in subject.samples:
            self._seen |= subject.worlds.fired_boxes(world)
        self.faults: list[PackFault] = []
        self.never_firing: set[int] = set()  # indices of the statements that never fire
        self._unproved: list[str] = []
        for index, statement in enumerate(subject.statements):
            if not statement.mask & self._seen:
                self._check(index, statement)

    def proof(self) -> Proof:
        count, never = len(self._subject.statements), len(self.never_firing)
        answer = f"{never} of {count} cannot" if never else "yes"
        return Proof("Can every condition come true?", answer, METHOD, count, tuple(self._unproved))

    def _check(self, index: int, statement: ConditionalStatement) -> None:
        possible = [box for box in statement.boxes if box & self._search.space.reachable]
        if not possible:
            self.never_firing.add(index)
            self.faults.append(_never_fires(statement))
            return
        if statement.role == "conflict":
            return
        try:
            if any(self._search.find(NoneFires(), box) is not None for box in possible):
                return
        except SearchLimitReached:
            self._unproved.append(statement.id)
            return
        self.never_firing.add(index)
        self.faults.append(_only_in_conflict(statement, self._conflicts_with(possible)))

    def _conflicts_with(self, boxes: Iterable[int]) -> Iterator[str]:
        """Yields the conflicts that alone keep the statement from firing."""
        for conflict in self._subject.with_role("conflict"):
            search = WorldSearch(self._search.space, self._subject.conflict_boxes & ~conflict.mask)
            try:
                if any(search.find(NoneFires(), box) is not None for box in boxes):
                    yield conflict.id
            except SearchLimitReached:
                continue


def _never_fires(statement: ConditionalStatement) -> PackFault:
    return PackFault("never-fires", statement.family, statement.id, "No combination of facts makes its condition true.",
                     "Change the condition, or remove it.")


def _only_in_conflict(statement: ConditionalStatement, conflicts: Iterable[str]) -> PackFault:
    others = tuple(conflicts)
    because = f", by {' or '.join(f'`{name}`' for name in others)}" if others else ""
    return PackFault("only-in-conflict", statement.family, statement.id,
                     f"It fires only where facts contradict one another{because}.",
                     "Change its condition or the conflict's, or remove it.", others)
