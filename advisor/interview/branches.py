"""The possible answers to open facts, as masks of the boxes that each answer leaves true.

An answer is a value or "don't know". So a fact that may still be asked has one more cell than in a completion:
unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.engine.cells import Boundary, cell_interval
from advisor.engine.completions import Witness
from advisor.engine.fact_index import NumberComparison

Cells = dict[str, int]


class AnswerBranch(NamedTuple):
    """One possible answer: the cells it fixes (none for "don't know"), and the boxes these leave true."""

    cells: Cells
    mask: int


class OpenFact(NamedTuple):
    """A fact without an answer, and the boxes that read it or a fact derived from it, such as a comparison."""

    branches: tuple[AnswerBranch, ...]
    mentions: int
    compare: NumberComparison | None = None


class BranchBuilder:
    """Builds the branches of the facts that are not known."""

    def __init__(self, engine: Engine, known: Mapping[str, Any]) -> None:
        self.engine = engine
        self.known = known
        self.tables = engine.fact_index
        self.ranking = engine.ranking
        self.conflicts = engine.advice.conflict_boxes

    def open_fact(self, name: str) -> OpenFact:
        """Returns a fact with all its branches.

        A choice that a number determines is answered by either; the number's cells carry the choice's masks.
        """
        fact = self.tables.facts[name]
        number = self.tables.bands[name][0] if name in self.tables.bands else ""
        unknown = self.tables.facts[number]["unknown_true"] if number else self.tables.all_boxes
        band = self.known.get(self.tables.choice_by_number.get(name, ""))
        cells = range(len(fact["cells"])) if band is None else self.tables.cells_in_band(name, band)
        masks = self.tables.cell_masks(name)
        branches = [AnswerBranch({name: cell}, masks[cell] & unknown) for cell in cells]
        if number:
            branches += [AnswerBranch({number: cell}, mask) for cell, mask in enumerate(self.tables.cell_masks(number))]
        branches.append(AnswerBranch({}, fact["unknown_true"] & unknown))
        mentions = self.tables.mentions(number or name)
        for compare in self.tables.comparisons:  # a comparison is derived from its numbers
            if name in (compare.smaller, compare.larger):
                mentions |= self.tables.facts[compare.name]["mentions"]
        return OpenFact(tuple(branches), mentions)

    def comparisons(self, open_names: Iterable[str]) -> list[OpenFact]:
        """Returns the open facts that compare two numbers."""
        open_names = set(open_names)
        return [OpenFact((), self.tables.facts[compare.name]["mentions"], compare)
                for compare in self.tables.comparisons
                if compare.name in open_names]

    def branches_of(self, fact: OpenFact, cells: Cells) -> tuple[AnswerBranch, ...]:
        """Returns a fact's branches; for a comparison, the results its numbers allow, or unknown if one is."""
        compare = fact.compare
        if compare is None:
            return fact.branches
        if any(name not in cells and name not in self.known for name in (compare.smaller, compare.larger)):
            return (AnswerBranch({}, self.tables.facts[compare.name]["unknown_true"]),)
        smaller, larger = self._interval(compare.smaller, cells), self._interval(compare.larger, cells)
        branches = [AnswerBranch({compare.name: 1}, compare.if_true)] if smaller[0] < larger[1] else []
        if larger[0][0] < smaller[1][0]:
            branches.append(AnswerBranch({compare.name: 0}, compare.if_false))
        return tuple(branches)

    def can_catch_up(self, name: str, over: str, lag: int, undecided: int, open_facts: Iterable[OpenFact]) -> bool:
        """Returns whether a pattern could make up its lag if every open fact got its most favourable answer."""
        ranking = self.ranking
        if ranking.max_lead_gain(name, over, ranking.add_rule_bits(undecided)) < lag:
            return False
        once = twice = 0
        for fact in open_facts:
            twice |= once & fact.mentions
            once |= fact.mentions
        for fact in open_facts:
            own = undecided & fact.mentions
            if own:
                undecided &= ~own
                masks = [branch.mask for branch in fact.branches] or [self.tables.all_boxes]
                lag -= max([ranking.max_lead_gain(name, over, ranking.add_rule_bits(own & mask))
                            + ranking.certain_lead_loss(name, over, own & ~twice & mask) for mask in masks])
        return lag <= 0

    def answer_values(self, cells: Cells) -> dict[str, Any]:
        """Returns a value for each fixed cell; compared numbers are far enough apart."""
        values = self.engine.questions.values_of(Witness(cells, None), self.known)
        return {name: value for name, value in values.items() if name in cells}

    def _interval(self, name: str, cells: Cells) -> tuple[Boundary, Boundary]:
        if name in self.known:
            return (self.known[name], 0), (self.known[name], 1)
        return cell_interval(self.tables.facts[name], cells[name])


def boxes_reading(open_facts: Iterable[OpenFact]) -> int:
    """Returns the boxes that read any of these facts."""
    boxes = 0
    for fact in open_facts:
        boxes |= fact.mentions
    return boxes
