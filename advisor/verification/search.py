"""An exact search for a world: it branches on what moves most and leaves a branch that cannot reach the goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from advisor.verification.space import Setting, Space, World

MOST_STEPS = 20_000  # for one question
MOST_IN_ALL = 500_000


class CutShort(Exception):  # noqa: N818
    """The search took too many steps, so that nothing is proved."""


class State(NamedTuple):
    """What is settled so far: the boxes that are true, those that can still be, and the variables left."""

    fired: int
    possible: int
    open: tuple[Moves, ...]


class Moves(NamedTuple):
    """The settings of one variable that differ in what matters, and the boxes between which they choose."""

    place: int
    settings: tuple[tuple[int, int], ...]  # the place of a setting, and its mask
    decides: int


class Goal(Protocol):
    """What to look for. Only `relevant` boxes are looked at."""

    @property
    def relevant(self) -> int: ...

    def hopeless(self, state: State) -> bool:
        """Whether no world that can still be reached is wanted; may say no too often, but never yes wrongly."""

    def reached(self, fired: int) -> bool:
        """Whether a world with these boxes is wanted."""

    def promise(self, possible: int) -> int:
        """How good a branch looks; the better are looked at first."""


class Search:
    """Looks for worlds of a space in which none of the boxes to avoid is true."""

    def __init__(self, space: Space, avoiding: int) -> None:
        self.space = space
        self.avoiding = avoiding
        self._left_in_all = MOST_IN_ALL

    def find(self, goal: Goal, where: int = 0, most_steps: int = MOST_STEPS) -> World | None:
        """Returns a world that reaches the goal and where the boxes of `where` are all true; None if there is none.

        Raises CutShort where that takes too many steps, here or in all.
        """
        relevant = goal.relevant | self.avoiding
        allowed = [_allowed(variable.settings, where) for variable in self.space.variables]
        if not all(allowed):
            return None
        moves, possible = [], relevant
        for place, settings in enumerate(allowed):
            found, union = _moves(place, settings, relevant)
            possible &= union
            moves.append(found)
        chosen = self._run(goal, _Branch(possible, tuple(moves), ()), most_steps)
        if chosen is None:
            return None
        return tuple(chosen.get(place, settings[0][0]) for place, settings in enumerate(allowed))

    def _run(self, goal: Goal, root: _Branch, most_steps: int) -> dict[int, int] | None:
        branches = [root]
        for _ in range(most_steps):
            if not branches:
                return None
            self._left_in_all -= 1
            if self._left_in_all < 0:
                break
            branch = branches.pop()
            state = _state(branch)
            if state.fired & self.avoiding:
                continue
            if not state.open:
                if goal.reached(state.fired):
                    return _choices(branch)
            elif not goal.hopeless(state):
                branches += _children(branch, state, goal)
        if branches:
            raise CutShort
        return None


class _Branch(NamedTuple):
    possible: int
    open: tuple[Moves, ...]
    chosen: tuple[Any, ...]  # place, setting, and what was chosen before


def _state(branch: _Branch) -> State:
    possible = branch.possible
    still_open = tuple([moves for moves in branch.open if moves.decides & possible])
    undecided = 0
    for moves in still_open:
        undecided |= moves.decides
    return State(possible & ~undecided, possible, still_open)


def _children(branch: _Branch, state: State, goal: Goal) -> list[_Branch]:
    """The branches for each setting of the variable that most boxes wait for, the most promising last."""
    possible = state.possible
    most = max(state.open, key=lambda moves: (moves.decides & possible).bit_count())
    rest = tuple([moves for moves in state.open if moves is not most])
    settings: dict[int, int] = {}  # settings that leave the same boxes need one look
    for setting, mask in most.settings:
        settings.setdefault(possible & mask, setting)
    return [_Branch(child, rest, (most.place, settings[child], branch.chosen))
            for child in sorted(settings, key=goal.promise)]


def _choices(branch: _Branch) -> dict[int, int]:
    chosen, found = branch.chosen, {}
    while chosen:
        place, setting, chosen = chosen
        found[place] = setting
    return found


def _allowed(settings: Sequence[Setting], where: int) -> list[tuple[int, int]]:
    return [(place, setting.mask) for place, setting in enumerate(settings) if not where & ~setting.mask]


def _moves(place: int, settings: list[tuple[int, int]], relevant: int) -> tuple[Moves, int]:
    """A variable's moves, and the relevant boxes that any of its settings keeps."""
    distinct: dict[int, int] = {}
    kept, union = relevant, 0
    for setting, mask in settings:
        distinct.setdefault(mask & relevant, setting)
        kept &= mask
        union |= mask & relevant
    return Moves(place, tuple((setting, mask) for mask, setting in distinct.items()), union & ~kept), union
