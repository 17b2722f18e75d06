"""A pack laid out for proofs: its statements as masks, its worlds, and a few sample worlds."""

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
STEPS_FOR_SHORTER = 4_000
FAMILIES = {"gotcha": "note", "technology": "technology", "practice": "practice"}


class Statement(NamedTuple):
    """Something of the pack that has a condition."""

    id: str
    role: str
    mask: int  # all boxes of its condition
    boxes: tuple[int, ...]
    data: dict[str, Any]

    @property
    def family(self) -> str:
        return FAMILIES.get(self.role, "rule")


class Subject:
    """A compiled pack under examination.

    Args:
        data: what `compile_pack` returned.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.tables = Tables(data)
        self.ranking = Ranking(data)
        self.statements = [Statement(one["id"], one["role"], mask_of(one), tuple(1 << bit for bit in one["bits"]), one)
                           for one in data["statements"]]
        self.contradictions = 0  # the boxes of all conflicts
        for statement in self.of_role("conflict"):
            self.contradictions |= statement.mask
        self.worlds = Space(self.tables, stated_only=True)
        self.search = Search(self.worlds, self.contradictions)
        # A rule may ask for facts that are not stated, so here these may stay unknown.
        self.open_search = Search(Space(self.tables, stated_only=False), self.contradictions)
        self.samples = list(self.worlds.samples(SAMPLES, self.contradictions))
        self._reads = [(variable.names, self._read_by(variable.names)) for variable in self.worlds.variables]

    def search_for(self, statement: Statement) -> Search:
        """Returns a search over known facts, or over more where the statement wants a fact that is not stated."""
        return self.search if statement.mask & self.worlds.reachable else self.open_search

    def samples_of(self, statement: Statement, count: int) -> list[World]:
        """Returns some sample worlds in which a statement fires, or just some where it does in none."""
        firing = [world for world in self.samples if self.worlds.fired(world) & statement.mask]
        return (firing or self.samples)[:count]

    def of_role(self, *roles: str) -> list[Statement]:
        return [statement for statement in self.statements if statement.role in roles]

    def fired(self, facts: Mapping[str, Any]) -> int:
        """Returns the boxes that are true of some facts."""
        return self.tables.fired(facts)

    def winner(self, fired: int) -> str | None:
        return self.ranking.final(fired)

    def shortest(self, world: World, goal: Goal) -> Example:
        """Returns the shortest example of what a world is one example of, or a short one where that stays open."""
        short = shorten(self.worlds, world, lambda fired: self._fits(fired, goal), self._length)
        try:
            for most in range(self._length(self.worlds.fired(short))):
                found = self.search.find(Short(goal, most, self._length), most_steps=STEPS_FOR_SHORTER)
                if found is not None:
                    return self._example(found, is_shortest=True)
        except CutShort:
            return self._example(short, is_shortest=False)
        return self._example(short, is_shortest=True)

    def _fits(self, fired: int, goal: Goal) -> bool:
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
