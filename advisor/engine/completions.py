"""Exact branch-and-bound search over all completions of the unknown facts: can another pattern still win?

A completion gives every unknown fact a value; completions with contradictory facts do not count. The search
branches on the fact that the most undecided boxes read, and prunes a branch if a challenger could not take the
lead even if every undecided rule went its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from advisor.engine.cells import Boundary, cell_interval
from advisor.engine.fact_index import FactIndex, NumberComparison, StatedFacts
from advisor.engine.ranking import Ranking

MAX_NODES = 50_000
NODES_BEFORE_TIGHT_BOUND = 40  # most searches end before a tighter bound pays off
MAX_CACHED_WITNESSES = 6
MAX_CACHED_LEADS = 8192


class UnknownFact(NamedTuple):
    """An unknown fact: its possible cells, their masks, and the boxes that read it."""

    name: str
    cells: tuple[int, ...]
    masks: tuple[int, ...]
    mentions: int
    compare: NumberComparison | None = None


class Witness(NamedTuple):
    """A completion (the cell of each fact that had to be fixed) and the pattern that wins in it."""

    cells: dict[str, int]
    pattern: str | None


class ProofLimitReached(Exception):  # noqa: N818
    """The node limit was reached: the pack is too large to prove the decision at run time."""


class Completions:
    """Searches the completions of a set of stated facts; caches witnesses and bounds."""

    def __init__(self, tables: FactIndex, ranking: Ranking, conflicts: int) -> None:
        self.tables = tables
        self.ranking = ranking
        self.conflicts = conflicts
        self.relevant = ranking.scoring_boxes | conflicts
        self._variables: dict[tuple[str, Any], UnknownFact] = {}
        self._compares = [self._comparison(compare) for compare in tables.comparisons]
        self.compared = {name for compare in tables.comparisons for name in (compare.smaller, compare.larger)}
        self._best_leads: dict[tuple[str, str], dict[tuple[str, tuple[int, ...], int, int], int]] = {
            (name, over): {} for name in ranking.patterns for over in ranking.patterns}
        self._witnesses: dict[str | None, list[dict[str, int]]] = {}  # by winner, newest first

    def find_witness(self, facts: Mapping[str, Any], known: StatedFacts, allowed_boxes: int, current: str | None,
                     target: str | None = None, max_nodes: int | None = None) -> Witness | None:
        """Returns a completion in which `target` (or, without one, any pattern but `current`) wins, or None.

        Raises SearchLimit after `max_nodes` nodes, by default 50,000.
        """
        mask, variables = self._start(facts, known, allowed_boxes)
        search = _CompletionSearch(self, facts, current, target, MAX_NODES if max_nodes is None else max_nodes)
        return search.run(mask, variables, {}) if search.is_open(mask, variables) else None

    def can_change_winner(
        self, facts: Mapping[str, Any], known: StatedFacts, allowed_boxes: int, current: str | None
    ) -> bool:
        """Returns whether some completion has another winner than `current`.

        Cached witnesses of earlier searches are tried first; this saves time and changes no result.
        Raises SearchLimit after 50,000 nodes.
        """
        mask, variables = self._start(facts, known, allowed_boxes)
        search = _CompletionSearch(self, facts, current, None, MAX_NODES)
        if not search.is_open(mask, variables):
            return False
        if self._has_cached_witness(search, mask, variables):
            return True
        witness = search.run(mask, variables, {})
        if witness is not None:
            cached = self._witnesses.setdefault(witness.pattern, [])
            cached.insert(0, witness.cells)
            del cached[MAX_CACHED_WITNESSES:]
        return witness is not None

    def unknown_facts(self, facts: Mapping[str, Any], known: StatedFacts) -> tuple[UnknownFact, ...]:
        """Returns the facts that a completion must fill.

        An unknown number replaces the choice that follows from it, and stays in the band of a stated choice.
        """
        variables = [self._variable(name, facts) for name in known.unknown_facts
                     if name not in self.tables.derived and name not in self.tables.bands]
        variables += [compare for compare in self._compares if compare.name in known.unknown_facts]
        return tuple(variable for variable in variables if variable.mentions & self.relevant)

    def max_lead_from(self, name: str, over: str, variable: UnknownFact, boxes: int, certain: int) -> int:
        """Returns the maximum that the boxes reading a fact can add to a lead, over the fact's cells.

        Args:
            certain: the boxes that depend on this fact alone; in a matching cell they fire for certain.
        """
        cached = self._best_leads[name, over]
        key = (variable.name, variable.cells, boxes, certain)
        best = cached.get(key)
        if best is None:
            ranking = self.ranking
            best = max(
                [ranking.max_lead_gain(name, over, ranking.add_rule_bits(boxes & mask))
                 + ranking.certain_lead_loss(name, over, certain & mask)
                 for mask in variable.masks]
            )
            if len(cached) < MAX_CACHED_LEADS:
                cached[key] = best
        return best

    def _start(
        self, facts: Mapping[str, Any], known: StatedFacts, allowed_boxes: int
    ) -> tuple[int, tuple[UnknownFact, ...]]:
        mask = allowed_boxes & self.relevant
        for name in known.unknown_facts:
            mask &= ~self.tables.facts[name]["only_unstated"]
        return mask, self.unknown_facts(facts, known)

    def _has_cached_witness(self, search: _CompletionSearch, mask: int, variables: tuple[UnknownFact, ...]) -> bool:
        return any(search.check_cells(cells, mask, variables) for pattern, witnesses in self._witnesses.items()
                   if pattern != search.current for cells in witnesses)

    def _variable(self, name: str, facts: Mapping[str, Any]) -> UnknownFact:
        choice = self.tables.choice_by_number.get(name)
        band = facts.get(choice) if choice else None
        variable = self._variables.get((name, band))
        if variable is None:
            masks = self.tables.cell_masks(name)
            cells = tuple(self.tables.cells_in_band(name, band)) if band is not None else tuple(range(len(masks)))
            variable = UnknownFact(name, cells, tuple(masks[cell] for cell in cells), self.tables.mentions(name))
            self._variables[name, band] = variable
        return variable

    def _comparison(self, compare: NumberComparison) -> UnknownFact:
        mentions = self.tables.facts[compare.name]["mentions"]
        return UnknownFact(compare.name, (0, 1), (compare.if_false, compare.if_true), mentions, compare)


class _CompletionSearch:
    def __init__(self, completions: Completions, facts: Mapping[str, Any], current: str | None,
                 target: str | None, max_nodes: int) -> None:
        self.completions = completions
        self.ranking = completions.ranking
        self.facts = facts
        self.current = current
        self.target = target
        self.max_nodes = max_nodes
        self.nodes = 0

    def is_open(self, mask: int, variables: tuple[UnknownFact, ...]) -> bool:
        """Returns whether the bounds leave anything to search."""
        return self._reachable(mask & ~_mentioned(variables), mask, variables)

    def check_cells(self, cells: Mapping[str, int], mask: int, variables: tuple[UnknownFact, ...]) -> Witness | None:
        """Completes the given cells; returns the witness, or None if it is contradictory or the wrong pattern wins."""
        chosen: dict[str, int] = {}
        for variable in variables:
            if variable.compare is not None:
                allowed = self._allowed(variable.compare, chosen)
                cell = cells.get(variable.name, 1)
                cell = cell if cell in allowed else allowed[0]
            else:
                cell = cells.get(variable.name, variable.cells[0])
                cell = cell if cell in variable.cells else variable.cells[0]
            chosen[variable.name] = cell
            mask &= variable.masks[variable.cells.index(cell)]
        return None if mask & self.completions.conflicts else self._as_witness(mask, chosen)

    def run(self, mask: int, variables: tuple[UnknownFact, ...], cells: dict[str, int]) -> Witness | None:
        self.nodes += 1
        if self.nodes > self.max_nodes:
            raise ProofLimitReached
        undecided = mask & _mentioned(variables)
        fired = mask & ~undecided
        if fired & self.completions.conflicts:
            return None
        if not undecided:
            return self._as_witness(fired, cells)
        if not self._reachable(fired, mask, variables):
            return None
        variable = self._pick_variable(variables, undecided)
        rest = tuple(other for other in variables if other is not variable)
        for cell, cell_mask in self._branches(variable, cells, mask):
            witness = self.run(cell_mask, rest, {**cells, variable.name: cell})
            if witness is not None:
                return witness
        return None

    def _as_witness(self, fired: int, cells: dict[str, int]) -> Witness | None:
        winner = self.ranking.winner(fired)
        wanted = winner != self.current if self.target is None else winner == self.target
        return Witness(cells, winner) if wanted else None

    def _reachable(self, fired: int, possible: int, variables: tuple[UnknownFact, ...]) -> bool:
        """Returns whether the target (or any pattern but the current winner) could still win in this branch."""
        ranking = self.ranking
        undecided = possible & ~fired
        scores = ranking.scores(fired)
        if self.target is not None:
            return not fired & ranking.excluding_boxes[self.target] and all(
                self._can_pass(self.target, other, scores, undecided, variables) for other in ranking.patterns
                if other != self.target and not possible & ranking.excluding_boxes[other])
        if self.current is None or possible & ranking.excluding_boxes[self.current]:
            return True
        return any(self._can_pass(name, self.current, scores, undecided, variables) for name in ranking.patterns
                   if name != self.current and not fired & ranking.excluding_boxes[name])

    def _can_pass(self, name: str, over: str, scores: Mapping[str, int], undecided: int,
                  variables: tuple[UnknownFact, ...]) -> bool:
        """Returns whether a pattern could catch up: by a cheap bound, then by one that takes one cell per fact."""
        lag = scores[over] - scores[name]
        if self.ranking.max_lead_gain(name, over, self.ranking.add_rule_bits(undecided)) < lag:
            return False
        if self.nodes < NODES_BEFORE_TIGHT_BOUND:
            return True
        once = twice = 0
        for variable in variables:
            twice |= once & variable.mentions
            once |= variable.mentions
        for variable in variables:
            own = undecided & variable.mentions
            if own:
                undecided &= ~own
                lag -= self.completions.max_lead_from(name, over, variable, own, own & ~twice)
        return lag <= 0

    def _pick_variable(self, variables: tuple[UnknownFact, ...], undecided: int) -> UnknownFact:
        """Returns the fact that the most undecided boxes read; a comparison comes after both its numbers."""
        waiting = {variable.name for variable in variables if not variable.compare and variable.mentions & undecided}
        ready = [variable for variable in variables if not variable.compare
                 or not waiting & {variable.compare.smaller, variable.compare.larger}]
        return max(ready, key=lambda variable: (variable.mentions & undecided).bit_count())

    def _branches(self, variable: UnknownFact, cells: dict[str, int], mask: int) -> Iterable[tuple[int, int]]:
        allowed = variable.cells if variable.compare is None else self._allowed(variable.compare, cells)
        children: dict[tuple[int, int], int] = {}  # equal masks are searched once, unless compared
        for cell in allowed:
            child = mask & variable.masks[variable.cells.index(cell)]
            children.setdefault((child, cell if variable.name in self.completions.compared else 0), cell)
        ordered = sorted(children.items(), key=lambda item: -self._estimate(item[0][0]))
        return [(cell, child) for (child, _), cell in ordered]

    def _estimate(self, possible: int) -> int:
        lifted = self.ranking.add_rule_bits(possible)
        patterns = self.ranking.patterns
        if self.target is not None:
            return min(
                self.ranking.max_lead_gain(self.target, name, lifted) for name in patterns if name != self.target
            )
        if self.current is None:
            return 0
        return max(self.ranking.max_lead_gain(name, self.current, lifted) for name in patterns if name != self.current)

    def _allowed(self, compare: NumberComparison, cells: Mapping[str, int]) -> list[int]:
        """Returns the truth values (1 first) that are possible for two numbers within their cells."""
        low_smaller, high_smaller = self._interval(compare.smaller, cells)
        low_larger, high_larger = self._interval(compare.larger, cells)
        can_be_true = low_smaller < high_larger
        can_be_false = low_larger[0] < high_smaller[0]
        return [truth for truth, possible in ((1, can_be_true), (0, can_be_false)) if possible]

    def _interval(self, name: str, cells: Mapping[str, int]) -> tuple[Boundary, Boundary]:
        """Returns the boundaries of a number's cell; a stated number is an interval of its own."""
        if name in self.facts:
            return (self.facts[name], 0), (self.facts[name], 1)
        return cell_interval(self.completions.tables.facts[name], cells.get(name))


def _mentioned(variables: Iterable[UnknownFact]) -> int:
    mentioned = 0
    for variable in variables:
        mentioned |= variable.mentions
    return mentioned
