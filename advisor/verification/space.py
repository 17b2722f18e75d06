"""The space of possible worlds: consistent values for all facts, including bands and comparisons.

Facts that depend on each other, by a band or a comparison, form one variable, so that any combination of settings
is a world. With `stated_only` off, facts that some rule requires to be *not* stated may stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from random import Random
from typing import Any, NamedTuple

from advisor.engine.fact_index import FactIndex
from advisor.verification.representatives import cell_representatives, order_representatives

MAX_SETTINGS = 40_000
World = tuple[int, ...]  # index of the setting of each variable


class VariableSetting(NamedTuple):
    """Values for the facts of one variable (missing ones are unknown), and the boxes that they leave possible."""

    values: dict[str, Any]
    mask: int


class FactGroup(NamedTuple):
    """Facts that are set together, and their settings with distinct masks."""

    names: tuple[str, ...]
    settings: tuple[VariableSetting, ...]


class WorldSpace:
    """All worlds of a compiled pack; `exact` is False if there are too many orders of compared numbers to try."""

    def __init__(self, tables: FactIndex, *, stated_only: bool) -> None:
        self.all_boxes = tables.all_boxes
        self.exact = True
        self._tables = tables
        self._stated_only = stated_only
        self.variables = tuple(self._variable(names) for names in _dependent_groups(tables))
        self.reachable = self._reachable()  # boxes that are true in some world

    def fired_boxes(self, world: World) -> int:
        """Returns the boxes that are true in a world."""
        mask = self.all_boxes
        for variable, index in zip(self.variables, world, strict=True):
            mask &= variable.settings[index].mask
        return mask

    def facts(self, world: World) -> dict[str, Any]:
        """Returns the facts of a world, without choices that follow from a number."""
        facts: dict[str, Any] = {}
        for variable, index in zip(self.variables, world, strict=True):
            facts |= variable.settings[index].values
        return facts

    def samples(self, count: int, avoiding: int, seed: int = 0) -> Iterator[World]:
        """Yields random worlds (reproducible by seed) in which none of the boxes to avoid is true."""
        random = Random(seed)
        for _ in range(count):
            world = tuple(random.randrange(len(variable.settings)) for variable in self.variables)
            if not self.fired_boxes(world) & avoiding:
                yield world

    def _reachable(self) -> int:
        reachable = self.all_boxes
        for variable in self.variables:
            any_setting = 0
            for setting in variable.settings:
                any_setting |= setting.mask
            reachable &= any_setting
        return reachable

    def _variable(self, names: tuple[str, ...]) -> FactGroup:
        by_mask: dict[int, dict[str, Any]] = {}
        for values in self._values(names):
            by_mask.setdefault(self._mask(names, values), values)
        return FactGroup(names, tuple(VariableSetting(values, mask) for mask, values in by_mask.items()))

    def _values(self, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        facts = self._tables.facts
        numbers = [name for name in names if not facts[name]["values"]]
        choices = [name for name in names if facts[name]["values"]]
        may_be_unknown = not self._stated_only and self._reads_unstated(names)
        lists: list[list[Any]] = [[*candidates, None] if may_be_unknown else list(candidates)
                                  for candidates in self._numbers(numbers)]
        for number_values in product(*lists):
            stated = {name: number for name, number in zip(numbers, number_values, strict=True) if number is not None}
            open_choices = [name for name in choices if not self._is_filled(name, stated)]
            values = [[*facts[name]["values"], *([None] if may_be_unknown else [])] for name in open_choices]
            for chosen in product(*values):
                pairs = zip(open_choices, chosen, strict=True)
                yield stated | {name: value for name, value in pairs if value is not None}

    def _numbers(self, names: list[str]) -> list[list[float]]:
        facts = [self._tables.facts[name] for name in names]
        if len(facts) > 1:
            numbers = order_representatives(facts)
            if prod(map(len, numbers)) <= MAX_SETTINGS:
                return numbers
            self.exact = False
        return [cell_representatives(fact) for fact in facts]

    def _is_filled(self, choice: str, stated: Mapping[str, Any]) -> bool:
        return choice in self._tables.bands and self._tables.bands[choice][0] in stated

    def _reads_unstated(self, names: tuple[str, ...]) -> bool:
        compared = [c.name for c in self._tables.comparisons if c.smaller in names]
        facts = [self._tables.facts[name] for name in (*names, *compared)]
        return any(fact["unknown_true"] & fact["mentions"] for fact in facts)

    def _mask(self, names: tuple[str, ...], values: dict[str, Any]) -> int:
        tables = self._tables
        known, mask = tables.look_up(values)
        own = {*names, *(c.name for c in tables.comparisons if c.smaller in names)}
        for name in own.intersection(known.unknown_facts):
            mask &= tables.facts[name]["unknown_true"]
        return mask


def _dependent_groups(tables: FactIndex) -> Iterable[tuple[str, ...]]:
    """Returns groups of dependent facts: a number, the choice that follows from it, the numbers compared with it."""
    group = {name: {name} for name in tables.facts if name not in tables.derived}
    pairs = [(choice, number) for choice, (number, _) in tables.bands.items()]
    pairs += [(compare.smaller, compare.larger) for compare in tables.comparisons]
    for left, right in pairs:
        union = group[left] | group[right]
        for name in union:
            group[name] = union
    order = {name: index for index, name in enumerate(tables.facts)}
    return dict.fromkeys(tuple(sorted(members, key=order.__getitem__)) for members in group.values())
