"""Hill climbing: finds and shortens example worlds by changing one or two variables at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from random import Random

from advisor.verification.space import World, WorldSpace
from advisor.verification.win_goal import WinGoal

CONFLICT_PENALTY = 10_000  # added to the missing points if the facts contradict each other


def hill_climb(
    space: WorldSpace, avoiding: int, goal: WinGoal, starts: Iterable[World], required: int = 0
) -> World | None:
    """Returns a world that meets the goal, if one can be reached from the starts; None proves nothing."""
    random = Random(1)
    allowed = [[index for index, setting in enumerate(variable.settings) if not required & ~setting.mask]
               for variable in space.variables]
    if not all(allowed):
        return None

    def missing(fired: int) -> int:
        return goal.missing_points(fired) + (CONFLICT_PENALTY if fired & avoiding else 0)

    for start in starts:
        world = [index if index in choices else random.choice(choices)
                 for index, choices in zip(start, allowed, strict=True)]
        if _climb(space, world, allowed, missing, random):
            return tuple(world)
    return None


def _climb(space: WorldSpace, world: list[int], allowed: Sequence[Sequence[int]], missing: Callable[[int], int],
           random: Random) -> bool:
    best = missing(space.fired_boxes(tuple(world)))
    order = [index for index, choices in enumerate(allowed) if len(choices) > 1]
    improved = True
    while best and improved:
        improved = False
        random.shuffle(order)
        for index in order:
            others = _fired_without(space, world, index)
            for setting in allowed[index]:
                score = missing(others & space.variables[index].settings[setting].mask)
                if score < best:
                    world[index], best, improved = setting, score, True
    return not best


def _fired_without(space: WorldSpace, world: Sequence[int], left_out: int) -> int:
    mask = space.all_boxes
    for index, (variable, setting) in enumerate(zip(space.variables, world, strict=True)):
        if index != left_out:
            mask &= variable.settings[setting].mask
    return mask


def shorten_example(
    space: WorldSpace, world: World, wanted: Callable[[int], bool], length: Callable[[int], int]
) -> World:
    """Returns a world that is still wanted and depends on fewer facts, changing up to two variables at a time."""
    while (shorter := _shorter(space, world, wanted, length)) is not None:
        world = shorter
    return world


def _shorter(
    space: WorldSpace, world: World, wanted: Callable[[int], bool], length: Callable[[int], int]
) -> World | None:
    current = length(space.fired_boxes(world))
    for count in (1, 2):
        for indices in combinations(range(len(world)), count):
            for changed in _changes(space, world, indices):
                fired = space.fired_boxes(changed)
                if length(fired) < current and wanted(fired):
                    return changed
    return None


def _changes(space: WorldSpace, world: World, indices: Sequence[int]) -> Iterator[World]:
    if not indices:
        yield world
        return
    index, *rest = indices
    for setting in range(len(space.variables[index].settings)):
        if setting != world[index]:
            yield from _changes(space, (*world[:index], setting, *world[index + 1:]), rest)
