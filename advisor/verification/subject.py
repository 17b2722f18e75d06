"""A compiled pack prepared for proofs: statements as masks, search spaces, and sample worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine.ranking import Ranking, mask_of
from advisor.engine.tables import Tables
from advisor.verification.climb import shorten
from advisor.verification.goals import Short
from advisor.verification.search import CutShort, Goal, Search
from advisor.verification.space import Space, World
from advisor.verification.verdict import Example

SAMPLES = 300
MAX_SHORTENING_STEPS = 4_000
FAMILIES = {"gotcha": "note", "technology": "technology", "practice": "practice"}


class Statement(NamedTuple):
    """Any part of the pack with a condition."""

    id: str
    role: str
    mask: int  # all boxes of its condition
    boxes: tuple[int, ...]
    data: dict[str, Any]

    @property
    def family(self) -> str:
        return FAMILIES.get(self.role, "rule")


class Subject:
    """The compiled pack under test.

    Args:
        data: the result of `compile_pack`.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.tables = Tables(data)
        self.ranking = Ranking(data)
        self.statements = [Statement(item["id"], item["role"], mask_of(item),
                                     tuple(1 << bit for bit in item["bits"]), item) for item in data["statements"]]
        self.contradictions = 0  # the boxes of all conflicts
        for statement in self.of_role("conflict"):
            self.contradictions |= statement.mask
        self.worlds = Space(self.tables, stated_only=True)
        self.search = Search(self.worlds, self.contradictions)
        # Rules may require facts to be unstated, so here these may stay unknown.
        self.open_search = Search(Space(self.tables, stated_only=False), self.contradictions)
        self.samples = list(self.worlds.samples(SAMPLES, self.contradictions))
        self._reads = [(variable.names, self._read_by(variable.names)) for variable in self.worlds.variables]

    def search_for(self, statement: Statement) -> Search:
        """Returns a search over known facts, or a wider one if the statement requires an unstated fact."""
        return self.search if statement.mask & self.worlds.reachable else self.open_search

    def samples_of(self, statement: Statement, count: int) -> list[World]:
        """Returns some sample worlds in which a statement fires, or any samples if there are none."""
        firing = [world for world in self.samples if self.worlds.fired(world) & statement.mask]
        return (firing or self.samples)[:count]

    def of_role(self, *roles: str) -> list[Statement]:
        return [statement for statement in self.statements if statement.role in roles]

    def fired(self, facts: Mapping[str, Any]) -> int:
        """Returns the boxes that are true for the given facts."""
        return self.tables.fired(facts)

    def winner(self, fired: int) -> str | None:
        return self.ranking.final(fired)

    def shortest(self, world: World, goal: Goal) -> Example:
        """Returns the shortest example that meets the goal, or a short one if the search gives up."""
        short = shorten(self.worlds, world, lambda fired: self._meets(fired, goal), self._length)
        try:
            for max_facts in range(self._length(self.worlds.fired(short))):
                shorter = self.search.find(Short(goal, max_facts, self._length), most_steps=MAX_SHORTENING_STEPS)
                if shorter is not None:
                    return self._example(shorter, is_shortest=True)
        except CutShort:
            return self._example(short, is_shortest=False)
        return self._example(short, is_shortest=True)

    def _meets(self, fired: int, goal: Goal) -> bool:
        return not fired & self.contradictions and goal.reached(fired)

    def _example(self, world: World, *, is_shortest: bool) -> Example:
        fired = self.worlds.fired(world)
        facts = self.worlds.facts(world)
        scoring = fired & self.ranking.scoring
        rests_on = tuple(name for name in facts if self._mentions(name) & scoring)
        return Example(facts, rests_on, self.winner(fired), is_shortest)

    def _length(self, fired: int) -> int:
        scoring = fired & self.ranking.scoring
        return sum([bool(reads & scoring) for _, reads in self._reads])

    def _read_by(self, names: tuple[str, ...]) -> int:
        mask = 0
        for name in names:
            mask |= self._mentions(name)
        return mask

    def _mentions(self, name: str) -> int:
        mask = self.tables.mentions(name)
        for compare in self.tables.compares:
            if name in (compare.smaller, compare.larger):
                mask |= self.tables.facts[compare.name]["mentions"]
        return mask
