"""Which rules fire: one mask for each stated fact, joined by `and`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine.cells import Boundary, index_of

REMEMBERED_NUMBERS = 4096
REMEMBERED_PLANS = 65536


class NumberMasks(dict[float, int]):
    """Masks by number: a cell is looked up once for each number and remembered."""

    def __init__(self, boundaries: list[Boundary], masks: list[int]) -> None:
        super().__init__()
        self.boundaries = boundaries
        self.masks = masks

    def __missing__(self, number: float) -> int:
        mask = self.masks[index_of(self.boundaries, number)]
        if len(self) < REMEMBERED_NUMBERS:
            self[number] = mask
        return mask


Masks = Mapping[Any, int]


class Compare(NamedTuple):
    """A fact that follows from two numbers: true when `smaller` <= `larger`."""

    name: str
    smaller: str
    larger: str
    if_false: int
    if_true: int


class Plan(NamedTuple):
    """What to look up when just these facts are stated."""

    number: int  # tells one plan from another
    lookups: tuple[tuple[str, Masks], ...]
    compares: tuple[Compare, ...]
    fired: int  # boxes that can be true although the other facts are unknown
    possible: int  # boxes that are not false because the other facts are unknown
    open: tuple[str, ...]  # facts that rules read and that are unknown, in the vocabulary's order


class Tables:
    """The pack's cells as masks. A bit is one box; `Plan`s are remembered by the names of the stated facts."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.everything: int = (1 << data["size"]) - 1
        self.facts: dict[str, dict[str, Any]] = {fact["name"]: fact for fact in data["facts"]}
        self.bands: dict[str, tuple[str, list[tuple[float, str]]]] = data["bands"]
        self.sources = {number: choice for choice, (number, _) in self.bands.items()}
        self.compares = tuple(self._compare(*names) for names in data["comparisons"])
        self.derived = {compare.name for compare in self.compares}
        self.masks: dict[str, Masks] = {name: self._masks(fact) for name, fact in self.facts.items()}
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._made = 0

    def plan(self, names: tuple[str, ...]) -> Plan:
        """Returns how to look up facts of these names; names that no rule reads are passed over."""
        plan = self._plans.get(names)
        if plan is None:
            plan = self._make_plan(frozenset(names))
            if len(self._plans) < REMEMBERED_PLANS:
                self._plans[names] = plan
        return plan

    def joined(self, plan: Plan, facts: Mapping[str, Any]) -> int:
        """Returns the boxes that no stated fact makes false.

        With `plan.fired` it gives the boxes that are true, with `plan.possible` those that are not false.
        """
        mask = self.everything
        for name, masks in plan.lookups:
            mask &= masks[facts[name]]
        for compare in plan.compares:
            mask &= compare.if_true if facts[compare.smaller] <= facts[compare.larger] else compare.if_false
        return mask

    def cell_masks(self, name: str) -> list[int]:
        """Returns the masks of a fact's cells, in order; a number that fills a choice carries that choice's masks."""
        masks = self.masks[name]
        return masks.masks if isinstance(masks, NumberMasks) else list(masks.values())

    def cells_in_band(self, name: str, value: Any) -> list[int]:
        """Returns the cells of a number that earn the choice it fills this value."""
        fact = self.facts[name]
        return [cell for cell in range(len(fact["cells"])) if self._earned(fact, cell) == value]

    def mentions(self, name: str) -> int:
        """Returns the boxes that read a fact, directly or through the choice it fills."""
        own: int = self.facts[name]["mentions"]
        choice = self.sources.get(name)
        return own | self.facts[choice]["mentions"] if choice else own

    def _masks(self, fact: Mapping[str, Any]) -> Masks:
        if fact["values"]:
            return dict(zip(fact["values"], fact["cells"], strict=True))
        choice = self.sources.get(fact["name"])
        masks = fact["cells"] if choice is None else self._banded(fact, choice)
        return NumberMasks(fact["boundaries"], masks)

    def _banded(self, number: Mapping[str, Any], choice: str) -> list[int]:
        """The number's own masks, joined with those of the choice that each cell earns."""
        fact = self.facts[choice]
        by_value = dict(zip(fact["values"], fact["cells"], strict=True))
        return [own & by_value[self._earned(number, cell)] for cell, own in enumerate(number["cells"])]

    def _earned(self, number: Mapping[str, Any], cell: int) -> str:
        """The value that a number's cell earns the choice it fills; bands begin at cell boundaries."""
        edges = self.bands[self.sources[number["name"]]][1]
        start = number["boundaries"][cell - 1] if cell else number["least"]
        band = bisect_right([edge for edge, _ in edges], start[0]) - 1
        return edges[max(band, 0)][1]

    def _compare(self, name: str, smaller: str, larger: str) -> Compare:
        if_false, if_true = self.facts[name]["cells"]
        return Compare(name, smaller, larger, if_false, if_true)

    def _make_plan(self, stated: frozenset[str]) -> Plan:
        outranked = {choice for number, choice in self.sources.items() if number in stated}
        compares = tuple(c for c in self.compares if c.smaller in stated and c.larger in stated)
        known = stated | outranked | {compare.name for compare in compares}
        looked_up = tuple((name, masks) for name, masks in self.masks.items()
                          if name in stated and name not in outranked and name not in self.derived)
        fired = possible = self.everything
        for name, fact in self.facts.items():
            if name not in known:
                fired &= fact["unknown_true"]
                possible &= fact["unknown_possible"]
        self._made += 1
        open_facts = tuple(name for name in self.facts if name not in known)
        return Plan(self._made, looked_up, compares, fired, possible, open_facts)
