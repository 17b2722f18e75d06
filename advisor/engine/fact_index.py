"""Fact masks: the rules that fire are the `and` of one mask per stated fact."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine.cells import Boundary, cell_index

MAX_CACHED_NUMBERS = 4096
MAX_CACHED_FACT_SETS = 65536


class NumberMasks(dict[float, int]):
    """Masks by number, cached: the cell of a number is looked up once."""

    def __init__(self, boundaries: list[Boundary], masks: list[int]) -> None:
        super().__init__()
        self.boundaries = boundaries
        self.masks = masks

    def __missing__(self, number: float) -> int:
        mask = self.masks[cell_index(self.boundaries, number)]
        if len(self) < MAX_CACHED_NUMBERS:
            self[number] = mask
        return mask


Masks = Mapping[Any, int]


class NumberComparison(NamedTuple):
    """A fact that follows from two numbers: true if `smaller` <= `larger`."""

    name: str
    smaller: str
    larger: str
    if_false: int
    if_true: int


class _UnknownMasks(dict[int, int]):
    """Masks of up to eight facts by the bits of the stated ones: boxes that can be true while the rest are unknown."""

    def __init__(self, tables: FactIndex, names: list[str]) -> None:
        super().__init__()
        self._all_boxes = tables.all_boxes
        self._true_if_unknown = [tables.facts[name]["unknown_true"] for name in names]

    def __missing__(self, stated: int) -> int:
        mask = self._all_boxes
        for index, mask_if_unknown in enumerate(self._true_if_unknown):
            if not stated >> index & 1:
                mask &= mask_if_unknown
        self[stated] = mask
        return mask


class StatedFacts:
    """The set of stated facts, regardless of their values, and the masks that depend on it alone.

    Attributes:
        stated: One bit per stated fact; identifies the set.
        fired: Boxes that can be true although the other facts are unknown.
        settled: Choices that follow from a stated number.
        compares: Comparisons whose two numbers are stated.
    """

    __slots__ = ("_open", "_possible", "_tables", "comparisons", "filled_choices", "fired", "stated")

    def __init__(self, tables: FactIndex, stated: int) -> None:
        self.stated = stated
        self.filled_choices = tuple([choice for choice, bits in tables.band_bits if stated & bits])
        self.comparisons = tuple([compare for compare, bits in tables.comparison_bits if stated & bits == bits])
        self.fired = tables.true_if_unknown(stated, self.filled_choices, self.comparisons)
        self._tables = tables
        self._open: tuple[str, ...] | None = None
        self._possible = -1

    @property
    def unknown_facts(self) -> tuple[str, ...]:
        """Unknown facts that rules read, in the vocabulary's order."""
        if self._open is None:
            known = {*self.filled_choices, *(compare.name for compare in self.comparisons)}
            self._open = tuple([name for name in self._tables.facts if name not in known
                                and not self._tables.bits.get(name, 0) & self.stated])
        return self._open

    @property
    def possible(self) -> int:
        """Boxes that the unknown facts do not make false."""
        if self._possible < 0:
            self._possible = self._tables.all_boxes
            for name in self.unknown_facts:
                self._possible &= self._tables.facts[name]["unknown_possible"]
        return self._possible


class FactIndex:
    """The pack's cells as masks, one bit per box. Caches `Known` by the set of stated facts."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.all_boxes: int = (1 << data["size"]) - 1
        self.facts: dict[str, dict[str, Any]] = {fact["name"]: fact for fact in data["facts"]}
        self.bands: dict[str, tuple[str, list[tuple[float, str]]]] = data["bands"]
        self.choice_by_number = {number: choice for choice, (number, _) in self.bands.items()}
        self.comparisons = tuple(self._comparison_masks(*names) for names in data["comparisons"])
        self.derived = {compare.name for compare in self.comparisons}
        self.masks: dict[str, Masks] = {name: self._masks(fact) for name, fact in self.facts.items()}
        own_facts = [name for name in self.facts if name not in self.derived]
        self.bits = {name: 1 << index for index, name in enumerate(own_facts)}
        self.band_bits = tuple((choice, self.bits[number]) for choice, (number, _) in self.bands.items())
        self.comparison_bits = tuple((compare, self.bits[compare.smaller] | self.bits[compare.larger])
                                     for compare in self.comparisons)
        self._masks_and_bits = {name: (self.masks[name], bit) for name, bit in self.bits.items()}
        self._unknown = [_UnknownMasks(self, own_facts[index:index + 8]) for index in range(0, len(own_facts), 8)]
        self._known: dict[int, StatedFacts] = {}

    def look_up(self, facts: Mapping[str, Any]) -> tuple[StatedFacts, int]:
        """Returns the set of stated facts, and the boxes that no stated fact makes false.

        Those `and` `known.fired` are the boxes that are true, those `and` `known.possible` the ones that are not false.
        Ignores facts that no rule reads.
        """
        mask, stated = self.all_boxes, 0
        for name, value in facts.items():
            entry = self._masks_and_bits.get(name)
            if entry is not None:
                masks, bit = entry
                mask &= masks[value]
                stated |= bit
        known = self._known.get(stated)
        if known is None:
            known = StatedFacts(self, stated)
            if len(self._known) < MAX_CACHED_FACT_SETS:
                self._known[stated] = known
        if known.filled_choices or known.comparisons:
            mask = self._apply_numbers(known, facts, mask)
        return known, mask

    def fired_boxes(self, facts: Mapping[str, Any]) -> int:
        """Returns the boxes that are true."""
        known, allowed_boxes = self.look_up(facts)
        return allowed_boxes & known.fired

    def true_if_unknown(self, stated: int, settled: tuple[str, ...], compares: tuple[NumberComparison, ...]) -> int:
        """Returns the boxes that can be true while the facts neither stated nor derived from numbers are unknown."""
        for choice in settled:
            stated |= self.bits[choice]
        mask = self.all_boxes
        for masks in self._unknown:
            mask &= masks[stated & 0xFF]
            stated >>= 8
        for compare in self.comparisons:
            if compare not in compares:
                mask &= self.facts[compare.name]["unknown_true"]
        return mask

    def _apply_numbers(self, known: StatedFacts, facts: Mapping[str, Any], mask: int) -> int:
        """Applies stated numbers: they override the choices and comparisons that follow from them."""
        if any(choice in facts for choice in known.filled_choices):
            mask = self.all_boxes
            for name, value in facts.items():
                if name in self.bits and name not in known.filled_choices:
                    mask &= self.masks[name][value]
        for compare in known.comparisons:
            mask &= compare.if_true if facts[compare.smaller] <= facts[compare.larger] else compare.if_false
        return mask

    def cell_masks(self, name: str) -> list[int]:
        """Returns the masks of a fact's cells, in order; for a number with bands they include the choice's masks."""
        masks = self.masks[name]
        return masks.masks if isinstance(masks, NumberMasks) else list(masks.values())

    def cells_in_band(self, name: str, value: Any) -> list[int]:
        """Returns the cells of a number that lie in the band of this value."""
        fact = self.facts[name]
        return [cell for cell in range(len(fact["cells"])) if self._band_of(fact, cell) == value]

    def mentions(self, name: str) -> int:
        """Returns the boxes that read a fact, directly or through the choice that follows from it."""
        own: int = self.facts[name]["mentions"]
        choice = self.choice_by_number.get(name)
        return own | self.facts[choice]["mentions"] if choice else own

    def _masks(self, fact: Mapping[str, Any]) -> Masks:
        if fact["values"]:
            return dict(zip(fact["values"], fact["cells"], strict=True))
        choice = self.choice_by_number.get(fact["name"])
        masks = fact["cells"] if choice is None else self._masks_with_choice(fact, choice)
        return NumberMasks(fact["boundaries"], masks)

    def _masks_with_choice(self, number: Mapping[str, Any], choice: str) -> list[int]:
        """Returns the number's own masks, each combined with that of the choice's value for the cell."""
        fact = self.facts[choice]
        by_value = dict(zip(fact["values"], fact["cells"], strict=True))
        return [own & by_value[self._band_of(number, cell)] for cell, own in enumerate(number["cells"])]

    def _band_of(self, number: Mapping[str, Any], cell: int) -> str:
        """Returns the choice's value for a cell of the number; bands begin at cell boundaries."""
        edges = self.bands[self.choice_by_number[number["name"]]][1]
        start = number["boundaries"][cell - 1] if cell else number["least"]
        band = bisect_right([edge for edge, _ in edges], start[0]) - 1
        return edges[max(band, 0)][1]

    def _comparison_masks(self, name: str, smaller: str, larger: str) -> NumberComparison:
        if_false, if_true = self.facts[name]["cells"]
        return NumberComparison(name, smaller, larger, if_false, if_true)
