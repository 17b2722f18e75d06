"""Simple search goals: no box fires, all groups fire, few facts matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.verification.search import SearchGoal, SearchState


class NoneFires:
    """A world in which none of the given boxes is true."""

    def __init__(self, boxes: int = 0) -> None:
        self.relevant = boxes

    def is_unreachable(self, state: SearchState) -> bool:
        return bool(state.fired & self.relevant)

    def is_met(self, fired: int) -> bool:
        return not fired & self.relevant

    def estimate(self, possible: int) -> int:
        return -(possible & self.relevant).bit_count()


class AllFire:
    """A world in which at least one box of every group is true."""

    def __init__(self, groups: Sequence[int]) -> None:
        self.groups = groups
        self.relevant = 0
        for group in groups:
            self.relevant |= group

    def is_unreachable(self, state: SearchState) -> bool:
        return not all(state.possible & group for group in self.groups)

    def is_met(self, fired: int) -> bool:
        return all(fired & group for group in self.groups)

    def estimate(self, possible: int) -> int:
        return sum(bool(possible & group) for group in self.groups)


class FewestFacts:
    """Wraps another goal: at most `max_facts` facts may matter."""

    def __init__(self, goal: SearchGoal, max_facts: int, length: Callable[[int], int]) -> None:
        self.relevant = goal.relevant
        self._goal = goal
        self._max_facts = max_facts
        self._length = length

    def is_unreachable(self, state: SearchState) -> bool:
        return self._length(state.fired) > self._max_facts or self._goal.is_unreachable(state)

    def is_met(self, fired: int) -> bool:
        return self._length(fired) <= self._max_facts and self._goal.is_met(fired)

    def estimate(self, possible: int) -> int:
        return -self._length(possible)
