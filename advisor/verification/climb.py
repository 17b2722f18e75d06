"""Finding and shortening examples: one fact at a time, as long as it gets better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from random import Random

from advisor.verification.contest import Contest
from advisor.verification.space import Space, World

IMPOSSIBLE = 10_000  # counts as missing points where the facts contradict one another


def climb(space: Space, avoiding: int, contest: Contest, starts: Iterable[World], where: int = 0) -> World | None:
    """Returns a world that the contest wants, if one can be reached from the starts; None proves nothing."""
    random = Random(1)
    allowed = [[place for place, setting in enumerate(variable.settings) if not where & ~setting.mask]
               for variable in space.variables]
    if not all(allowed):
        return None

    def missing(fired: int) -> int:
        return contest.missing(fired) + (IMPOSSIBLE if fired & avoiding else 0)

    for start in starts:
        world = [place if place in choices else random.choice(choices)
                 for place, choices in zip(start, allowed, strict=True)]
        if _climb(space, world, allowed, missing, random):
            return tuple(world)
    return None


def _climb(space: Space, world: list[int], allowed: Sequence[Sequence[int]], missing: Callable[[int], int],
           random: Random) -> bool:
    best = missing(space.fired(tuple(world)))
    order = [place for place, choices in enumerate(allowed) if len(choices) > 1]
    improved = True
    while best and improved:
        improved = False
        random.shuffle(order)
        for place in order:
            others = _fired_without(space, world, place)
            for setting in allowed[place]:
                found = missing(others & space.variables[place].settings[setting].mask)
                if found < best:
                    world[place], best, improved = setting, found, True
    return not best


def _fired_without(space: Space, world: Sequence[int], left_out: int) -> int:
    mask = space.everything
    for place, (variable, setting) in enumerate(zip(space.variables, world, strict=True)):
        if place != left_out:
            mask &= variable.settings[setting].mask
    return mask


def shorten(space: Space, world: World, wanted: Callable[[int], bool], length: Callable[[int], int]) -> World:
    """Returns a world that is still wanted and where fewer facts matter, changing up to two variables at a time."""
    while (shorter := _shorter(space, world, wanted, length)) is not None:
        world = shorter
    return world


def _shorter(space: Space, world: World, wanted: Callable[[int], bool], length: Callable[[int], int]) -> World | None:
    now = length(space.fired(world))
    for many in (1, 2):
        for places in combinations(range(len(world)), many):
            for changed in _changes(space, world, places):
                fired = space.fired(changed)
                if length(fired) < now and wanted(fired):
                    return changed
    return None


def _changes(space: Space, world: World, places: Sequence[int]) -> Iterator[World]:
    if not places:
        yield world
        return
    place, *rest = places
    for setting in range(len(space.variables[place].settings)):
        if setting != world[place]:
            yield from _changes(space, (*world[:place], setting, *world[place + 1:]), rest)
