"""Whether every condition can come true, without facts that contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.verification.goals import Silence
from advisor.verification.search import CutShort, Search
from advisor.verification.subject import Statement, Subject
from advisor.verification.verdict import Fault, Proof

METHOD = "every case of a condition against all values of its facts, then a search for a world without contradiction"


class Firing:
    """Which statements can fire; `faults` says which cannot, or only where facts contradict."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._search = subject.open_search
        self._seen = 0
        for world in subject.samples:
            self._seen |= subject.worlds.fired(world)
        self.faults: list[Fault] = []
        self.silent: set[int] = set()  # places of the statements that never fire
        self._unproved: list[str] = []
        for place, statement in enumerate(subject.statements):
            if not statement.mask & self._seen:
                self._judge(place, statement)

    def proof(self) -> Proof:
        many, never = len(self._subject.statements), len(self.silent)
        answer = f"{never} of {many} cannot" if never else "yes"
        return Proof("Can every condition come true?", answer, METHOD, many, tuple(self._unproved))

    def _judge(self, place: int, statement: Statement) -> None:
        possible = [box for box in statement.boxes if box & self._search.space.reachable]
        if not possible:
            self.silent.add(place)
            self.faults.append(_never(statement))
            return
        if statement.role == "conflict":
            return
        try:
            if any(self._search.find(Silence(), box) is not None for box in possible):
                return
        except CutShort:
            self._unproved.append(statement.id)
            return
        self.silent.add(place)
        self.faults.append(_contradicted(statement, self._conflicts_with(possible)))

    def _conflicts_with(self, boxes: Iterable[int]) -> Iterator[str]:
        """The conflicts without which, one at a time, the statement could fire."""
        for conflict in self._subject.of_role("conflict"):
            search = Search(self._search.space, self._subject.contradictions & ~conflict.mask)
            try:
                if any(search.find(Silence(), box) is not None for box in boxes):
                    yield conflict.id
            except CutShort:
                continue


def _never(statement: Statement) -> Fault:
    return Fault("never-fires", statement.family, statement.id, "No combination of facts makes its condition true.",
                 "Change the condition, or remove it.")


def _contradicted(statement: Statement, conflicts: Iterable[str]) -> Fault:
    others = tuple(conflicts)
    because = f", by {' or '.join(f'`{name}`' for name in others)}" if others else ""
    return Fault("only-in-conflict", statement.family, statement.id,
                 f"It fires only where facts contradict one another{because}.",
                 "Change its condition or the conflict's, or remove it.", others)
