"""Exact branch-and-bound search for a world: branches on the most decisive variable, prunes unreachable goals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from advisor.verification.space import VariableSetting, World, WorldSpace

MAX_STEPS = 20_000  # per search
MAX_TOTAL_STEPS = 500_000


class SearchLimitReached(Exception):  # noqa: N818
    """The step limit was reached, so nothing is proved."""


class SearchState(NamedTuple):
    """Search state: the boxes that are true, those that can still be, and the variables left."""

    fired: int
    possible: int
    open: tuple[OpenVariable, ...]


class OpenVariable(NamedTuple):
    """The distinct settings of one variable, and the boxes that depend on the choice."""

    variable: int
    settings: tuple[tuple[int, int], ...]  # index of a setting, and its mask
    decides: int


class SearchGoal(Protocol):
    """A search goal; it depends on `relevant` boxes only."""

    @property
    def relevant(self) -> int: ...

    def is_unreachable(self, state: SearchState) -> bool:
        """Returns whether no reachable world can meet the goal; False if unsure."""

    def is_met(self, fired: int) -> bool:
        """Returns whether a world with these boxes meets the goal."""

    def estimate(self, possible: int) -> int:
        """Returns a heuristic score of a branch; the best are searched first."""


class WorldSearch:
    """Searches a space for worlds in which none of the boxes to avoid is true."""

    def __init__(self, space: WorldSpace, avoiding: int) -> None:
        self.space = space
        self.avoiding = avoiding
        self._steps_left = MAX_TOTAL_STEPS

    def find(self, goal: SearchGoal, where: int = 0, most_steps: int = MAX_STEPS) -> World | None:
        """Returns a world that meets the goal and in which all boxes of `where` are true, or None if there is none.

        Raises CutShort after too many steps, in this search or in total.
        """
        relevant = goal.relevant | self.avoiding
        allowed = [_allowed_settings(variable.settings, where) for variable in self.space.variables]
        if not all(allowed):
            return None
        moves, possible = [], relevant
        for index, settings in enumerate(allowed):
            variable_moves, union = _moves(index, settings, relevant)
            possible &= union
            moves.append(variable_moves)
        chosen = self._run(goal, _SearchNode(possible, tuple(moves), ()), most_steps)
        if chosen is None:
            return None
        return tuple(chosen.get(index, settings[0][0]) for index, settings in enumerate(allowed))

    def _run(self, goal: SearchGoal, root: _SearchNode, most_steps: int) -> dict[int, int] | None:
        nodes = [root]
        for _ in range(most_steps):
            if not nodes:
                return None
            self._steps_left -= 1
            if self._steps_left < 0:
                break
            node = nodes.pop()
            state = _state(node)
            if state.fired & self.avoiding:
                continue
            if not state.open:
                if goal.is_met(state.fired):
                    return _chosen_settings(node)
            elif not goal.is_unreachable(state):
                nodes += _children(node, state, goal)
        if nodes:
            raise SearchLimitReached
        return None


class _SearchNode(NamedTuple):
    possible: int
    open: tuple[OpenVariable, ...]
    chosen: tuple[Any, ...]  # index, setting, and the earlier choices


def _state(node: _SearchNode) -> SearchState:
    possible = node.possible
    still_open = tuple([moves for moves in node.open if moves.decides & possible])
    undecided = 0
    for moves in still_open:
        undecided |= moves.decides
    return SearchState(possible & ~undecided, possible, still_open)


def _children(node: _SearchNode, state: SearchState, goal: SearchGoal) -> list[_SearchNode]:
    """Returns a node per setting of the variable that the most open boxes depend on, most promising last."""
    possible = state.possible
    widest = max(state.open, key=lambda moves: (moves.decides & possible).bit_count())
    rest = tuple([moves for moves in state.open if moves is not widest])
    settings: dict[int, int] = {}  # settings that leave the same boxes are searched once
    for setting, mask in widest.settings:
        settings.setdefault(possible & mask, setting)
    return [_SearchNode(child, rest, (widest.variable, settings[child], node.chosen))
            for child in sorted(settings, key=goal.estimate)]


def _chosen_settings(node: _SearchNode) -> dict[int, int]:
    chosen, settings = node.chosen, {}
    while chosen:
        index, setting, chosen = chosen
        settings[index] = setting
    return settings


def _allowed_settings(settings: Sequence[VariableSetting], where: int) -> list[tuple[int, int]]:
    return [(index, setting.mask) for index, setting in enumerate(settings) if not where & ~setting.mask]


def _moves(index: int, settings: list[tuple[int, int]], relevant: int) -> tuple[OpenVariable, int]:
    """Returns a variable's moves, and the relevant boxes that at least one of its settings leaves possible."""
    distinct: dict[int, int] = {}
    common, union = relevant, 0
    for setting, mask in settings:
        distinct.setdefault(mask & relevant, setting)
        common &= mask
        union |= mask & relevant
    return OpenVariable(index, tuple((setting, mask) for mask, setting in distinct.items()), union & ~common), union
