"""A compiled pack prepared for proofs: statements as masks, search spaces, and sample worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine.fact_index import FactIndex
from advisor.engine.ranking import Ranking, box_mask
from advisor.verification.goals import FewestFacts
from advisor.verification.hill_climbing import shorten_example
from advisor.verification.report import ExampleWorld
from advisor.verification.search import SearchGoal, SearchLimitReached, WorldSearch
from advisor.verification.space import World, WorldSpace

SAMPLES = 300
MAX_SHORTENING_STEPS = 4_000
FAMILIES = {"gotcha": "note", "technology": "technology", "practice": "practice"}


class ConditionalStatement(NamedTuple):
    """Any part of the pack with a condition."""

    id: str
    role: str
    mask: int  # all boxes of its condition
    boxes: tuple[int, ...]
    data: dict[str, Any]

    @property
    def family(self) -> str:
        return FAMILIES.get(self.role, "rule")


class PackUnderTest:
    """The compiled pack under test.

    Args:
        data: the result of `compile_pack`.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.fact_index = FactIndex(data)
        self.ranking = Ranking(data)
        self.statements = [
            ConditionalStatement(
                item["id"], item["role"], box_mask(item), tuple(1 << bit for bit in item["bits"]), item
            )
            for item in data["statements"]
        ]
        self.conflict_boxes = 0  # the boxes of all conflicts
        for statement in self.with_role("conflict"):
            self.conflict_boxes |= statement.mask
        self.worlds = WorldSpace(self.fact_index, stated_only=True)
        self.search = WorldSearch(self.worlds, self.conflict_boxes)
        # Rules may require facts to be unstated, so here these may stay unknown.
        self.open_search = WorldSearch(WorldSpace(self.fact_index, stated_only=False), self.conflict_boxes)
        self.samples = list(self.worlds.samples(SAMPLES, self.conflict_boxes))
        self._reads = [(variable.names, self._read_by(variable.names)) for variable in self.worlds.variables]

    def search_for(self, statement: ConditionalStatement) -> WorldSearch:
        """Returns a search over known facts, or a wider one if the statement requires an unstated fact."""
        return self.search if statement.mask & self.worlds.reachable else self.open_search

    def samples_firing(self, statement: ConditionalStatement, count: int) -> list[World]:
        """Returns some sample worlds in which a statement fires, or any samples if there are none."""
        firing = [world for world in self.samples if self.worlds.fired_boxes(world) & statement.mask]
        return (firing or self.samples)[:count]

    def with_role(self, *roles: str) -> list[ConditionalStatement]:
        return [statement for statement in self.statements if statement.role in roles]

    def fired_boxes(self, facts: Mapping[str, Any]) -> int:
        """Returns the boxes that are true for the given facts."""
        return self.fact_index.fired_boxes(facts)

    def winner(self, fired: int) -> str | None:
        return self.ranking.winner(fired)

    def shortest_example(self, world: World, goal: SearchGoal) -> ExampleWorld:
        """Returns the shortest example that meets the goal, or a short one if the search gives up."""
        short = shorten_example(self.worlds, world, lambda fired: self._meets(fired, goal), self._length)
        try:
            for max_facts in range(self._length(self.worlds.fired_boxes(short))):
                shorter = self.search.find(FewestFacts(goal, max_facts, self._length), most_steps=MAX_SHORTENING_STEPS)
                if shorter is not None:
                    return self._example(shorter, is_shortest=True)
        except SearchLimitReached:
            return self._example(short, is_shortest=False)
        return self._example(short, is_shortest=True)

    def _meets(self, fired: int, goal: SearchGoal) -> bool:
        return not fired & self.conflict_boxes and goal.is_met(fired)

    def _example(self, world: World, *, is_shortest: bool) -> ExampleWorld:
        fired = self.worlds.fired_boxes(world)
        facts = self.worlds.facts(world)
        scoring = fired & self.ranking.scoring_boxes
        rests_on = tuple(name for name in facts if self._mentions(name) & scoring)
        return ExampleWorld(facts, rests_on, self.winner(fired), is_shortest)

    def _length(self, fired: int) -> int:
        scoring = fired & self.ranking.scoring_boxes
        return sum([bool(reads & scoring) for _, reads in self._reads])

    def _read_by(self, names: tuple[str, ...]) -> int:
        mask = 0
        for name in names:
            mask |= self._mentions(name)
        return mask

    def _mentions(self, name: str) -> int:
        mask = self.fact_index.mentions(name)
        for compare in self.fact_index.comparisons:
            if name in (compare.smaller, compare.larger):
                mask |= self.fact_index.facts[compare.name]["mentions"]
        return mask
