"""Whether anything that is still to be asked can change the outcome: an exact search over all further answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from advisor.engine import Engine
from advisor.questionnaire.answers import askable
from advisor.questionnaire.branches import Branch, Branches, Cells, OpenFact, mentioned
from advisor.questionnaire.outcome import outcome

MAX_NODES = 4000


class SearchLimit(Exception):  # noqa: N818
    """Whether something can change was too hard to tell."""


def change(engine: Engine, known: Mapping[str, Any], declined: Collection[str]) -> dict[str, Any] | None:
    """Returns further answers that together change the outcome, none of them needless; None where nothing can.

    A contradiction is a change too: it splits the interaction in two. Raises SearchLimit where it is too hard to tell.
    """
    search = _Search(engine, known)
    mask, open_facts = search.start(askable(engine, known, declined))
    found = search.contradiction(mask, open_facts) or search.run(mask, open_facts, {})
    return None if found is None else _needed(engine, known, found, search.current)


def _needed(engine: Engine, known: Mapping[str, Any], answers: dict[str, Any], current: str | None) -> dict[str, Any]:
    for name in sorted(answers, reverse=True):
        fewer = {other: value for other, value in answers.items() if other != name}
        if outcome(engine, {**known, **fewer}) != current:
            answers = fewer
    return answers


class _Search(Branches):
    def __init__(self, engine: Engine, known: Mapping[str, Any]) -> None:
        super().__init__(engine, known)
        self.current = outcome(engine, known)
        self.compared = {name for compare in self.tables.compares for name in (compare.smaller, compare.larger)}
        self.nodes = 0
        self.fruitless: set[tuple[Any, ...]] = set()  # places that were searched in vain

    def start(self, asked: Collection[str]) -> tuple[int, tuple[OpenFact, ...]]:
        """Returns the boxes that may still be true, and the facts that may still be answered."""
        looked_up, mask = self.tables.look_up(self.known)
        mask &= self.ranking.scoring | self.conflicts
        found = self.comparisons(looked_up.open)
        for name in looked_up.open:
            if name in asked:
                found.append(self.of(name))
            elif name not in self.tables.derived and self.tables.sources.get(name) not in asked:
                mask &= self.tables.facts[name]["unknown_true"]
        return mask, tuple(fact for fact in found if fact.mentions & mask)

    def contradiction(self, mask: int, open_facts: Sequence[OpenFact]) -> dict[str, Any] | None:
        """Returns answers that contradict one another or what is known, or None."""
        boxes = mask & self.conflicts
        while boxes:
            box = boxes & -boxes
            boxes ^= box
            reading = sorted((fact for fact in open_facts if fact.mentions & box), key=lambda fact: bool(fact.compare))
            found = self._contradicting(box, reading, {})
            if found is not None:
                return found
        return None

    def _contradicting(self, box: int, reading: Sequence[OpenFact], cells: Cells) -> dict[str, Any] | None:
        if not reading:
            return self._judged(cells)
        for branch in self.following(reading[0], cells):
            if branch.mask & box:
                found = self._contradicting(box, reading[1:], {**cells, **branch.cells})
                if found is not None:
                    return found
        return None

    def run(self, mask: int, open_facts: tuple[OpenFact, ...], cells: Cells) -> dict[str, Any] | None:
        """Returns answers that lead to another winner from here, or None."""
        undecided = mask & mentioned(open_facts)
        open_facts = tuple(fact for fact in open_facts if fact.mentions & undecided)
        numbers = tuple((name, cells[name]) for name in self.compared if name in cells)
        place = (mask, *map(id, open_facts), numbers)
        if place in self.fruitless:
            return None
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise SearchLimit
        fired = mask & ~undecided
        if fired & self.conflicts:
            return None
        if not undecided:
            return self._judged(cells)
        if not self._reachable(fired, undecided, open_facts):
            return None
        fact = max(open_facts, key=lambda one: (one.compare is None, (one.mentions & undecided).bit_count()))
        rest = tuple(one for one in open_facts if one is not fact)
        for branch in self._different(fact, mask, cells):
            found = self.run(mask & branch.mask, rest, {**cells, **branch.cells})
            if found is not None:
                return found
        self.fruitless.add(place)
        return None

    def _different(self, fact: OpenFact, mask: int, cells: Cells) -> list[Branch]:
        """The branches that differ from here, the most promising first."""
        different: dict[tuple[int, Any], Branch] = {}
        for branch in self.following(fact, cells):
            told_apart = tuple(branch.cells.items()) if self.compared & branch.cells.keys() else not branch.cells
            different.setdefault((mask & branch.mask, told_apart), branch)
        return sorted(different.values(), key=lambda branch: -self._promise(mask & branch.mask))

    def _reachable(self, fired: int, undecided: int, open_facts: tuple[OpenFact, ...]) -> bool:
        """Whether, at best, anybody but the current leader could draw level from here."""
        current = self.current
        if current is None or (fired | undecided) & self.ranking.excluding[current]:
            return True
        scores = self.ranking.scores(fired)
        return any(self.can_draw_level(name, current, scores[current] - scores[name], undecided, open_facts)
                   for name in self.ranking.patterns
                   if name != current and not fired & self.ranking.excluding[name])

    def _promise(self, possible: int) -> int:
        if self.current is None:
            return 0
        lifted = self.ranking.lift(possible)
        return max(self.ranking.lead(name, self.current, lifted) for name in self.ranking.patterns
                   if name != self.current)

    def _judged(self, cells: Cells) -> dict[str, Any] | None:
        answers = self.answers(cells)
        return None if outcome(self.engine, {**self.known, **answers}) == self.current else answers
