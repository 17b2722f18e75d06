"""Which rules fire: one mask for each stated fact, joined by `and`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from advisor.engine.cells import Boundary, index_of
from advisor.source.frozen import NamedTuple

REMEMBERED_NUMBERS = 4096
REMEMBERED_KNOWN = 65536


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


class _UnknownMasks(dict[int, int]):
    """Masks of up to eight facts by the bits of those that are stated: the boxes that the unknown ones leave true."""

    def __init__(self, tables: Tables, names: list[str]) -> None:
        super().__init__()
        self._everything = tables.everything
        self._true = [tables.facts[name]["unknown_true"] for name in names]

    def __missing__(self, stated: int) -> int:
        mask = self._everything
        for place, true in enumerate(self._true):
            if not stated >> place & 1:
                mask &= true
        self[stated] = mask
        return mask


class Known:
    """Which facts are stated, whatever their values, and what follows from that alone.

    Attributes:
        stated: One bit for each stated fact; tells one set of facts from another.
        fired: Boxes that can be true although the other facts are unknown.
        settled: Choices that a stated number fills.
        compares: Comparisons whose two numbers are stated.
    """

    __slots__ = ("_open", "_possible", "_tables", "compares", "fired", "settled", "stated")

    def __init__(self, tables: Tables, stated: int) -> None:
        self.stated = stated
        self.settled = tuple([choice for choice, bits in tables.filled if stated & bits])
        self.compares = tuple([compare for compare, bits in tables.compared if stated & bits == bits])
        self.fired = tables.unknown_true(stated, self.settled, self.compares)
        self._tables = tables
        self._open: tuple[str, ...] | None = None
        self._possible = -1

    @property
    def open(self) -> tuple[str, ...]:
        """Facts that rules read and that are unknown, in the vocabulary's order."""
        if self._open is None:
            known = {*self.settled, *(compare.name for compare in self.compares)}
            self._open = tuple([name for name in self._tables.facts if name not in known
                                and not self._tables.bits.get(name, 0) & self.stated])
        return self._open

    @property
    def possible(self) -> int:
        """Boxes that are not false because the other facts are unknown."""
        if self._possible < 0:
            self._possible = self._tables.everything
            for name in self.open:
                self._possible &= self._tables.facts[name]["unknown_possible"]
        return self._possible


class Tables:
    """The pack's cells as masks. A bit is one box; what is known is remembered by the stated facts."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.everything: int = (1 << data["size"]) - 1
        self.facts: dict[str, dict[str, Any]] = {fact["name"]: fact for fact in data["facts"]}
        self.bands: dict[str, tuple[str, list[tuple[float, str]]]] = data["bands"]
        self.sources = {number: choice for choice, (number, _) in self.bands.items()}
        self.compares = tuple(self._compare(*names) for names in data["comparisons"])
        self.derived = {compare.name for compare in self.compares}
        self.masks: dict[str, Masks] = {name: self._masks(fact) for name, fact in self.facts.items()}
        asked = [name for name in self.facts if name not in self.derived]
        self.bits = {name: 1 << place for place, name in enumerate(asked)}
        self.filled = tuple((choice, self.bits[number]) for choice, (number, _) in self.bands.items())
        self.compared = tuple((compare, self.bits[compare.smaller] | self.bits[compare.larger])
                              for compare in self.compares)
        self._looked_up = {name: (self.masks[name], bit) for name, bit in self.bits.items()}
        self._unknown = [_UnknownMasks(self, asked[place:place + 8]) for place in range(0, len(asked), 8)]
        self._known: dict[int, Known] = {}

    def look_up(self, facts: Mapping[str, Any]) -> tuple[Known, int]:
        """Returns what is known, and the boxes that no stated fact makes false.

        With `known.fired` they give the boxes that are true, with `known.possible` those that are not false. Facts that
        no rule reads are passed over.
        """
        mask, stated = self.everything, 0
        for name, value in facts.items():
            found = self._looked_up.get(name)
            if found is not None:
                masks, bit = found
                mask &= masks[value]
                stated |= bit
        known = self._known.get(stated)
        if known is None:
            known = Known(self, stated)
            if len(self._known) < REMEMBERED_KNOWN:
                self._known[stated] = known
        if known.settled or known.compares:
            mask = self._with_numbers(known, facts, mask)
        return known, mask

    def fired(self, facts: Mapping[str, Any]) -> int:
        """Returns the boxes that are true."""
        known, joined = self.look_up(facts)
        return joined & known.fired

    def unknown_true(self, stated: int, settled: tuple[str, ...], compares: tuple[Compare, ...]) -> int:
        """Returns the boxes that unknown facts leave true, given what is stated, and settled by stated numbers."""
        for choice in settled:
            stated |= self.bits[choice]
        mask = self.everything
        for masks in self._unknown:
            mask &= masks[stated & 0xFF]
            stated >>= 8
        for compare in self.compares:
            if compare not in compares:
                mask &= self.facts[compare.name]["unknown_true"]
        return mask

    def _with_numbers(self, known: Known, facts: Mapping[str, Any], mask: int) -> int:
        """A number outranks the choice it fills, and settles the comparisons it takes part in."""
        if any(choice in facts for choice in known.settled):
            mask = self.everything
            for name, value in facts.items():
                if name in self.bits and name not in known.settled:
                    mask &= self.masks[name][value]
        for compare in known.compares:
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
