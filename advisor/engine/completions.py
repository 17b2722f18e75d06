"""What could still win: an exact search over all completions of the unknown facts.

A completion gives every unknown fact a value. Completions whose facts contradict one another are not possible
worlds and do not count. The search branches on the fact that moves most, and stops a branch where the open rules,
all falling as a challenger likes best, could not bring it to the front.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from advisor.engine.cells import NO_VALUE, Boundary, bounds
from advisor.engine.ranking import Ranking, mask_of
from advisor.engine.tables import Compare, Plan, Tables

MAX_NODES = 50_000


class Variable(NamedTuple):
    """An open fact: the masks of its cells, and the boxes that read it."""

    name: str
    cells: tuple[int, ...]
    mentions: int
    compare: Compare | None = None


class Witness(NamedTuple):
    """A completion, as the cell of each fact that had to be fixed, and the pattern that wins there."""

    cells: dict[str, int]
    pattern: str | None


class SearchLimit(Exception):  # noqa: N818
    """The proof was cut short; the pack is larger than can be proved at run time."""


class Completions:
    """Searches the completions of one set of stated facts."""

    def __init__(self, tables: Tables, ranking: Ranking, conflicts: int) -> None:
        self.tables = tables
        self.ranking = ranking
        self.conflicts = conflicts
        self.relevant = ranking.scoring | conflicts
        self._variables = {name: self._variable(name) for name in tables.facts if name not in tables.derived}
        self._compares = [self._comparison(compare) for compare in tables.compares]

    def find(self, facts: Mapping[str, Any], plan: Plan, joined: int, current: str | None,
             target: str | None = None) -> Witness | None:
        """Returns a completion where another pattern than `current` wins, or just `target`; None where none does.

        Raises SearchLimit after 50,000 nodes.
        """
        unread = self.tables.everything
        for name in plan.open:
            unread &= ~self.tables.facts[name]["only_unstated"]
        search = _Search(self, facts, current, target)
        return search.run(joined & unread & self.relevant, self.open_variables(facts, plan), {})

    def open_variables(self, facts: Mapping[str, Any], plan: Plan) -> tuple[Variable, ...]:
        """Returns the facts that a completion must fill; a number not stated outranks the choice it fills."""
        open_names = [name for name in plan.open if name not in self.tables.derived
                      and name not in self.tables.bands]
        free = [self._variables[name] for name in open_names]
        free += [compare for compare in self._compares if compare.name in plan.open]
        return tuple(variable for variable in free if variable.mentions & self.relevant)

    def _variable(self, name: str) -> Variable:
        return Variable(name, tuple(self.tables.cell_masks(name)), self.tables.mentions(name))

    def _comparison(self, compare: Compare) -> Variable:
        mentions = self.tables.facts[compare.name]["mentions"]
        return Variable(compare.name, (compare.if_false, compare.if_true), mentions, compare)


class _Search:
    def __init__(self, completions: Completions, facts: Mapping[str, Any], current: str | None,
                 target: str | None) -> None:
        self.all = completions
        self.ranking = completions.ranking
        self.facts = facts
        self.current = current
        self.target = target
        self.nodes = 0

    def run(self, mask: int, variables: tuple[Variable, ...], cells: dict[str, int]) -> Witness | None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise SearchLimit
        closed = self.all.tables.everything
        for variable in variables:
            closed &= ~variable.mentions
        fired = mask & closed
        if fired & self.all.conflicts:
            return None
        undecided = mask & ~closed
        if not undecided:
            return self._judged(fired, cells)
        if not self._reachable(fired, mask):
            return None
        variable = self._most_moving(variables, undecided)
        rest = tuple(other for other in variables if other is not variable)
        for cell, cell_mask in self._branches(variable, cells, mask):
            found = self.run(cell_mask, rest, {**cells, variable.name: cell})
            if found is not None:
                return found
        return None

    def _judged(self, fired: int, cells: dict[str, int]) -> Witness | None:
        winner = self.ranking.final(fired)
        wanted = winner != self.current if self.target is None else winner == self.target
        return Witness(cells, winner) if wanted else None

    def _reachable(self, fired_boxes: int, mask: int) -> bool:
        """Whether, at best, the target (or anybody but the current winner) could come first from here."""
        ranking = self.ranking
        fired = ranking.lift(fired_boxes & ranking.scoring)
        possible = ranking.lift(mask & ranking.scoring)
        open_rules = possible & ~fired
        if self.target is not None:
            return self._can_beat_all(self.target, fired, open_rules)
        if self.current is None or possible & ranking.excluding[self.current]:
            return True
        return any(ranking.gain(name, self.current, fired, open_rules) >= 0 for name in ranking.patterns
                   if name != self.current and not fired & ranking.excluding[name])

    def _can_beat_all(self, target: str, fired: int, open_rules: int) -> bool:
        ranking = self.ranking
        if fired & ranking.excluding[target]:
            return False
        return all(ranking.gain(target, other, fired, open_rules) >= 0 for other in ranking.patterns
                   if other != target and not (fired | open_rules) & ranking.excluding[other])

    def _most_moving(self, variables: tuple[Variable, ...], undecided: int) -> Variable:
        """The fact that most open boxes read; a comparison waits until both its numbers are settled."""
        waiting = {name for variable in variables if not variable.compare for name in (variable.name,)
                   if variable.mentions & undecided}
        ready = [variable for variable in variables if not variable.compare
                 or not waiting & {variable.compare.smaller, variable.compare.larger}]
        return max(ready, key=lambda variable: (variable.mentions & undecided).bit_count())

    def _branches(self, variable: Variable, cells: dict[str, int], mask: int) -> Iterator[tuple[int, int]]:
        allowed = range(len(variable.cells)) if variable.compare is None else self._allowed(variable.compare, cells)
        children = {}
        for cell in allowed:
            child = mask & variable.cells[cell]
            if child not in children.values():  # cells that decide alike need one look
                children[cell] = child
        order = sorted(children.items(), key=lambda item: -self._promise(item[1]))
        return iter(order)

    def _promise(self, mask: int) -> int:
        ranking = self.ranking
        possible = ranking.lift(mask & ranking.scoring)
        if self.target is not None:
            rivals = [name for name in ranking.patterns if name != self.target]
            return min(ranking.gain(self.target, name, 0, possible) for name in rivals)
        if self.current is None:
            return 0
        return max(ranking.gain(name, self.current, 0, possible)
                   for name in ranking.patterns if name != self.current)

    def _allowed(self, compare: Compare, cells: dict[str, int]) -> list[int]:
        low_smaller, high_smaller = self._interval(compare.smaller, cells)
        low_larger, high_larger = self._interval(compare.larger, cells)
        can_be_false = low_larger < high_smaller
        can_be_true = low_smaller < high_larger
        return [truth for truth, possible in ((1, can_be_true), (0, can_be_false)) if possible]

    def _interval(self, name: str, cells: dict[str, int]) -> tuple[Boundary, Boundary]:
        """The cell's boundaries; a stated number is the interval around itself."""
        if name in self.facts:
            return (self.facts[name], 0), (self.facts[name], 1)
        fact = self.all.tables.facts[name]
        if name in cells:
            return bounds(fact["boundaries"], cells[name], fact["least"])
        return fact["least"], NO_VALUE


__all__ = ["Completions", "SearchLimit", "Variable", "Witness", "mask_of"]
