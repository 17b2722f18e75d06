"""Whether more answers could settle a tie that no answer breaks, by ruling out what declined facts might be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from advisor.engine import Engine
from advisor.questionnaire.answers import askable
from advisor.questionnaire.branches import Branches, OpenFact, mentioned

PATIENCE = 100  # nodes for each pattern


def narrowing(engine: Engine, known: Mapping[str, Any], declined: Collection[str]) -> list[str]:
    """Returns the facts whose answers might leave one winner whatever the declined facts are; empty where none can."""
    looked_up, joined = engine.tables.look_up(known)
    possible = joined & looked_up.possible & (engine.ranking.scoring | engine.remarks.contradictions)
    asked = [name for name in askable(engine, known, declined) if engine.tables.mentions(name) & possible]
    return [] if not asked or _stays_open(engine, known, asked) else asked


def _stays_open(engine: Engine, known: Mapping[str, Any], asked: Collection[str]) -> bool:
    """Whether two patterns can each win by declined facts alone, whatever the answers to the others are."""
    tie = _Tie(engine, known, asked)
    certain = 0
    for pattern in engine.patterns:
        tie.patience = PATIENCE
        certain += tie.can_be_won(pattern, tie.mask, tie.declined)
        if certain == 2:
            return True
    return False


class _Tie(Branches):
    def __init__(self, engine: Engine, known: Mapping[str, Any], asked: Collection[str]) -> None:
        super().__init__(engine, known)
        looked_up, mask = self.tables.look_up(known)
        self.mask = mask & (self.ranking.scoring | self.conflicts)
        given = [name for name in looked_up.open
                 if name not in self.tables.derived and self.tables.sources.get(name, "") not in looked_up.open]
        self.declined = tuple(self.of(name) for name in given if name not in asked)
        self.open = (*(self.of(name) for name in given if name in asked), *self.comparisons(looked_up.open))
        self.patience = PATIENCE
        self.fruitless: set[tuple[Any, ...]] = set()  # places that were searched, or are

    def can_be_won(self, pattern: str, mask: int, declined: tuple[OpenFact, ...]) -> bool:
        """Returns whether some values of the declined facts make a pattern win against all further answers."""
        declined = tuple(fact for fact in declined if fact.mentions & mask)
        place = (pattern, mask, *map(id, declined))
        if place in self.fruitless:
            return False
        self.fruitless.add(place)
        self.patience -= 1
        if self.patience < 0:
            return False
        if not declined:
            return self._is_certain(pattern, mask)
        fact = max(declined, key=lambda one: (one.mentions & mask).bit_count())
        rest = tuple(one for one in declined if one is not fact)
        masks = {mask & branch.mask for branch in fact.branches if branch.cells}
        return any(self.can_be_won(pattern, one, rest)
                   for one in sorted(masks, key=lambda one: (self._danger(one), -self._promise(pattern, one), one)))

    def _is_certain(self, pattern: str, mask: int) -> bool:
        if mask & self.conflicts or mask & self.ranking.excluding[pattern]:
            return False
        undecided = mask & mentioned(self.open)
        fired = mask & ~undecided
        scores = self.ranking.scores(fired)
        return not any(self.can_draw_level(name, pattern, scores[pattern] - scores[name], undecided, self.open)
                       for name in self.ranking.patterns
                       if name != pattern and not fired & self.ranking.excluding[name])

    def _danger(self, mask: int) -> int:
        return (mask & self.conflicts).bit_count()

    def _promise(self, pattern: str, mask: int) -> int:
        lifted = self.ranking.lift(mask)
        return min(self.ranking.lead(pattern, name, lifted) for name in self.ranking.patterns if name != pattern)
