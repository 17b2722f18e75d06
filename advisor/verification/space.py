"""The space of possible worlds: every fact closed, a number filling its choice, two numbers comparing as they do.

Facts that are tied together, by a band or by a comparison, are set together, so that any choice of one setting for
each variable is a world. Facts that some rule wants *not* stated may stay unknown where `stated_only` is off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from random import Random
from typing import Any, NamedTuple

from advisor.engine.tables import Tables
from advisor.verification.numbers import enough_to_compare, one_in_each_cell

MOST_SETTINGS = 40_000
World = tuple[int, ...]  # the setting of each variable, by its place


class Setting(NamedTuple):
    """Values for the facts of one variable (those left out are unknown), and the boxes that they leave possible."""

    values: dict[str, Any]
    mask: int


class Variable(NamedTuple):
    """Facts that are set together, and the settings that tell rules apart."""

    names: tuple[str, ...]
    settings: tuple[Setting, ...]


class Space:
    """All worlds of a compiled pack. `exact` is off where tied numbers were too many to try every order."""

    def __init__(self, tables: Tables, *, stated_only: bool) -> None:
        self.everything = tables.everything
        self.exact = True
        self._tables = tables
        self._stated_only = stated_only
        self.variables = tuple(self._variable(names) for names in _tied(tables))
        self.reachable = self._reachable()  # boxes that are true in some world

    def fired(self, world: World) -> int:
        """Returns the boxes that are true in a world."""
        mask = self.everything
        for variable, place in zip(self.variables, world, strict=True):
            mask &= variable.settings[place].mask
        return mask

    def facts(self, world: World) -> dict[str, Any]:
        """Returns the facts of a world; a choice that a number fills is left out."""
        found: dict[str, Any] = {}
        for variable, place in zip(self.variables, world, strict=True):
            found |= variable.settings[place].values
        return found

    def samples(self, count: int, avoiding: int, seed: int = 0) -> Iterator[World]:
        """Yields some worlds, always the same, in which none of the boxes to avoid is true."""
        random = Random(seed)
        for _ in range(count):
            world = tuple(random.randrange(len(variable.settings)) for variable in self.variables)
            if not self.fired(world) & avoiding:
                yield world

    def _reachable(self) -> int:
        reachable = self.everything
        for variable in self.variables:
            any_setting = 0
            for setting in variable.settings:
                any_setting |= setting.mask
            reachable &= any_setting
        return reachable

    def _variable(self, names: tuple[str, ...]) -> Variable:
        by_mask: dict[int, dict[str, Any]] = {}
        for values in self._values(names):
            by_mask.setdefault(self._mask(names, values), values)
        return Variable(names, tuple(Setting(values, mask) for mask, values in by_mask.items()))

    def _values(self, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        facts = self._tables.facts
        numbers = [name for name in names if not facts[name]["values"]]
        choices = [name for name in names if facts[name]["values"]]
        may_be_unknown = not self._stated_only and self._asked_whether_stated(names)
        lists: list[list[Any]] = [[*found, None] if may_be_unknown else list(found) for found in self._numbers(numbers)]
        for taken in product(*lists):
            stated = {name: number for name, number in zip(numbers, taken, strict=True) if number is not None}
            open_choices = [name for name in choices if not self._filled(name, stated)]
            values = [[*facts[name]["values"], *([None] if may_be_unknown else [])] for name in open_choices]
            for chosen in product(*values):
                picked = zip(open_choices, chosen, strict=True)
                yield stated | {name: value for name, value in picked if value is not None}

    def _numbers(self, names: list[str]) -> list[list[float]]:
        facts = [self._tables.facts[name] for name in names]
        if len(facts) > 1:
            found = enough_to_compare(facts)
            if prod(map(len, found)) <= MOST_SETTINGS:
                return found
            self.exact = False
        return [one_in_each_cell(fact) for fact in facts]

    def _filled(self, choice: str, stated: Mapping[str, Any]) -> bool:
        return choice in self._tables.bands and self._tables.bands[choice][0] in stated

    def _asked_whether_stated(self, names: tuple[str, ...]) -> bool:
        compared = [c.name for c in self._tables.compares if c.smaller in names]
        facts = [self._tables.facts[name] for name in (*names, *compared)]
        return any(fact["unknown_true"] & fact["mentions"] for fact in facts)

    def _mask(self, names: tuple[str, ...], values: dict[str, Any]) -> int:
        tables = self._tables
        known, mask = tables.look_up(values)
        own = {*names, *(c.name for c in tables.compares if c.smaller in names)}
        for name in own.intersection(known.open):
            mask &= tables.facts[name]["unknown_true"]
        return mask


def _tied(tables: Tables) -> Iterable[tuple[str, ...]]:
    """The facts in groups: a number with the choice it fills and the numbers it is compared with."""
    group = {name: {name} for name in tables.facts if name not in tables.derived}
    pairs = [(choice, number) for choice, (number, _) in tables.bands.items()]
    pairs += [(compare.smaller, compare.larger) for compare in tables.compares]
    for left, right in pairs:
        joined = group[left] | group[right]
        for name in joined:
            group[name] = joined
    places = {name: place for place, name in enumerate(tables.facts)}
    return dict.fromkeys(tuple(sorted(members, key=places.__getitem__)) for members in group.values())
