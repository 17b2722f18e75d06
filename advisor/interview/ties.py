"""Finds questions that could break a tie by limiting the values of declined facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from advisor.engine import Engine
from advisor.interview.answers import askable_facts
from advisor.interview.branches import BranchBuilder, OpenFact, boxes_reading

MAX_NODES = 100  # search nodes per pattern


def find_tie_breakers(engine: Engine, known: Mapping[str, Any], declined: Collection[str]) -> list[str]:
    """Returns the facts whose answers might leave one winner for all values of the declined facts."""
    looked_up, alive = engine.fact_index.look_up(known)
    possible = alive & looked_up.possible & (engine.ranking.scoring_boxes | engine.advice.conflict_boxes)
    asked = [name for name in askable_facts(engine, known, declined) if engine.fact_index.mentions(name) & possible]
    return [] if not asked or _stays_open(engine, known, asked) else asked


def _stays_open(engine: Engine, known: Mapping[str, Any], asked: Collection[str]) -> bool:
    """Returns whether two patterns can each win by declined facts alone, for all answers to the others."""
    tie = _TieSearch(engine, known, asked)
    certain = 0
    for pattern in engine.patterns:
        tie.nodes_left = MAX_NODES
        certain += tie.can_be_won(pattern, tie.mask, tie.declined)
        if certain == 2:
            return True
    return False


class _TieSearch(BranchBuilder):
    def __init__(self, engine: Engine, known: Mapping[str, Any], asked: Collection[str]) -> None:
        super().__init__(engine, known)
        looked_up, mask = self.tables.look_up(known)
        self.mask = mask & (self.ranking.scoring_boxes | self.conflicts)
        given = [name
                 for name in looked_up.unknown_facts
                 if name not in self.tables.derived
                 and self.tables.choice_by_number.get(name, "") not in looked_up.unknown_facts]
        self.declined = tuple(self.open_fact(name) for name in given if name not in asked)
        self.open = (*(self.open_fact(name) for name in given if name in asked),
                     *self.comparisons(looked_up.unknown_facts))
        self.nodes_left = MAX_NODES
        self.visited: set[tuple[Any, ...]] = set()  # states already searched, or being searched

    def can_be_won(self, pattern: str, mask: int, declined: tuple[OpenFact, ...]) -> bool:
        """Returns whether some values of the declined facts make a pattern win against all further answers."""
        declined = tuple(fact for fact in declined if fact.mentions & mask)
        state = (pattern, mask, *map(id, declined))
        if state in self.visited:
            return False
        self.visited.add(state)
        self.nodes_left -= 1
        if self.nodes_left < 0:
            return False
        if not declined:
            return self._is_certain(pattern, mask)
        fact = max(declined, key=lambda candidate: (candidate.mentions & mask).bit_count())
        rest = tuple(other for other in declined if other is not fact)
        masks = {mask & branch.mask for branch in fact.branches if branch.cells}
        return any(self.can_be_won(pattern, narrowed, rest) for narrowed in sorted(
            masks, key=lambda narrowed: (self._danger(narrowed), -self._promise(pattern, narrowed), narrowed)))

    def _is_certain(self, pattern: str, mask: int) -> bool:
        if mask & self.conflicts or mask & self.ranking.excluding_boxes[pattern]:
            return False
        undecided = mask & boxes_reading(self.open)
        fired = mask & ~undecided
        scores = self.ranking.scores(fired)
        return not any(self.can_catch_up(name, pattern, scores[pattern] - scores[name], undecided, self.open)
                       for name in self.ranking.patterns
                       if name != pattern and not fired & self.ranking.excluding_boxes[name])

    def _danger(self, mask: int) -> int:
        return (mask & self.conflicts).bit_count()

    def _promise(self, pattern: str, mask: int) -> int:
        lifted = self.ranking.add_rule_bits(mask)
        return min(
            self.ranking.max_lead_gain(pattern, name, lifted) for name in self.ranking.patterns if name != pattern
        )
