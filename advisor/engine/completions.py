"""What could still win: an exact search over all completions of the unknown facts.

A completion gives every unknown fact a value. Completions whose facts contradict one another are not possible
worlds and do not count. The search branches on the fact that moves most, and stops a branch where the open rules,
all falling as a challenger likes best, could not bring it to the front.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.engine.cells import NO_VALUE, Boundary, bounds
from advisor.engine.ranking import Ranking
from advisor.engine.tables import Compare, Known, Tables
from advisor.source.frozen import NamedTuple

MAX_NODES = 50_000
NODES_WITHOUT_CARE = 40  # most searches end before a closer bound would pay
REMEMBERED_WITNESSES = 6
REMEMBERED_LEADS = 8192


class Variable(NamedTuple):
    """An open fact: its cells that are possible, their masks, and the boxes that read it."""

    name: str
    cells: tuple[int, ...]
    masks: tuple[int, ...]
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
        self._variables: dict[tuple[str, Any], Variable] = {}
        self._compares = [self._comparison(compare) for compare in tables.compares]
        self.compared = {name for compare in tables.compares for name in (compare.smaller, compare.larger)}
        self._best_leads: dict[tuple[str, str], dict[tuple[str, tuple[int, ...], int, int], int]] = {
            (name, over): {} for name in ranking.patterns for over in ranking.patterns}
        self._witnesses: dict[str | None, list[dict[str, int]]] = {}  # by the pattern that won there, newest first

    def find(self, facts: Mapping[str, Any], known: Known, joined: int, current: str | None,
             target: str | None = None, patience: int | None = None) -> Witness | None:
        """Returns a completion where another pattern than `current` wins, or just `target`; None where none does.

        Raises SearchLimit after as many nodes as there is patience for, 50,000 if nothing else is said.
        """
        mask, variables = self._start(facts, known, joined)
        search = _Search(self, facts, current, target, MAX_NODES if patience is None else patience)
        return search.run(mask, variables, {}) if search.is_open(mask, variables) else None

    def can_change(self, facts: Mapping[str, Any], known: Known, joined: int, current: str | None) -> bool:
        """Returns whether some completion has another winner than `current`.

        Completions that answered earlier questions often answer this one; trying them first changes no answer.
        Raises SearchLimit after 50,000 nodes.
        """
        mask, variables = self._start(facts, known, joined)
        search = _Search(self, facts, current, None, MAX_NODES)
        if not search.is_open(mask, variables):
            return False
        if self._is_known(search, mask, variables):
            return True
        witness = search.run(mask, variables, {})
        if witness is not None:
            remembered = self._witnesses.setdefault(witness.pattern, [])
            remembered.insert(0, witness.cells)
            del remembered[REMEMBERED_WITNESSES:]
        return witness is not None

    def open_variables(self, facts: Mapping[str, Any], known: Known) -> tuple[Variable, ...]:
        """Returns the facts that a completion must fill.

        A number that is not stated outranks the choice it fills, and keeps within the band of a stated choice.
        """
        found = [self._variable(name, facts) for name in known.open
                 if name not in self.tables.derived and name not in self.tables.bands]
        found += [compare for compare in self._compares if compare.name in known.open]
        return tuple(variable for variable in found if variable.mentions & self.relevant)

    def best_lead(self, name: str, over: str, variable: Variable, boxes: int, certain: int) -> int:
        """Returns the most that boxes which read a fact can add to a lead: one of its cells holds at a time.

        Args:
            certain: those of the boxes that wait for this fact alone; in a cell that fits, they do fire.
        """
        remembered = self._best_leads[name, over]
        key = (variable.name, variable.cells, boxes, certain)
        best = remembered.get(key)
        if best is None:
            ranking = self.ranking
            best = max([ranking.lead(name, over, ranking.lift(boxes & mask)) + ranking.loss(name, over, certain & mask)
                        for mask in variable.masks])
            if len(remembered) < REMEMBERED_LEADS:
                remembered[key] = best
        return best

    def _start(self, facts: Mapping[str, Any], known: Known, joined: int) -> tuple[int, tuple[Variable, ...]]:
        mask = joined & self.relevant
        for name in known.open:
            mask &= ~self.tables.facts[name]["only_unstated"]
        return mask, self.open_variables(facts, known)

    def _is_known(self, search: _Search, mask: int, variables: tuple[Variable, ...]) -> bool:
        return any(search.judged_at(cells, mask, variables) for pattern, witnesses in self._witnesses.items()
                   if pattern != search.current for cells in witnesses)

    def _variable(self, name: str, facts: Mapping[str, Any]) -> Variable:
        choice = self.tables.sources.get(name)
        band = facts.get(choice) if choice else None
        variable = self._variables.get((name, band))
        if variable is None:
            masks = self.tables.cell_masks(name)
            cells = tuple(self.tables.cells_in_band(name, band)) if band is not None else tuple(range(len(masks)))
            variable = Variable(name, cells, tuple(masks[cell] for cell in cells), self.tables.mentions(name))
            self._variables[name, band] = variable
        return variable

    def _comparison(self, compare: Compare) -> Variable:
        mentions = self.tables.facts[compare.name]["mentions"]
        return Variable(compare.name, (0, 1), (compare.if_false, compare.if_true), mentions, compare)


class _Search:
    def __init__(self, completions: Completions, facts: Mapping[str, Any], current: str | None,
                 target: str | None, patience: int) -> None:
        self.all = completions
        self.ranking = completions.ranking
        self.facts = facts
        self.current = current
        self.target = target
        self.patience = patience
        self.nodes = 0

    def is_open(self, mask: int, variables: tuple[Variable, ...]) -> bool:
        """Returns whether the bounds leave anything to look for."""
        return self._reachable(mask & ~_mentioned(variables), mask, variables)

    def judged_at(self, cells: Mapping[str, int], mask: int, variables: tuple[Variable, ...]) -> Witness | None:
        """Returns a full completion as a witness, if it is possible and what is wanted wins there."""
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
        return None if mask & self.all.conflicts else self._judged(mask, chosen)

    def run(self, mask: int, variables: tuple[Variable, ...], cells: dict[str, int]) -> Witness | None:
        self.nodes += 1
        if self.nodes > self.patience:
            raise SearchLimit
        undecided = mask & _mentioned(variables)
        fired = mask & ~undecided
        if fired & self.all.conflicts:
            return None
        if not undecided:
            return self._judged(fired, cells)
        if not self._reachable(fired, mask, variables):
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

    def _reachable(self, fired: int, possible: int, variables: tuple[Variable, ...]) -> bool:
        """Whether, at best, the target (or anybody but the current winner) could come first from here."""
        ranking = self.ranking
        undecided = possible & ~fired
        scores = ranking.scores(fired)
        if self.target is not None:
            return not fired & ranking.excluding[self.target] and all(
                self._can_pass(self.target, other, scores, undecided, variables) for other in ranking.patterns
                if other != self.target and not possible & ranking.excluding[other])
        if self.current is None or possible & ranking.excluding[self.current]:
            return True
        return any(self._can_pass(name, self.current, scores, undecided, variables) for name in ranking.patterns
                   if name != self.current and not fired & ranking.excluding[name])

    def _can_pass(self, name: str, over: str, scores: Mapping[str, int], undecided: int,
                  variables: tuple[Variable, ...]) -> bool:
        """Whether a pattern could draw level: first by a quick bound, then by one that knows that cells exclude."""
        lag = scores[over] - scores[name]
        if self.ranking.lead(name, over, self.ranking.lift(undecided)) < lag:
            return False
        if self.nodes < NODES_WITHOUT_CARE:
            return True
        once = twice = 0
        for variable in variables:
            twice |= once & variable.mentions
            once |= variable.mentions
        for variable in variables:
            own = undecided & variable.mentions
            if own:
                undecided &= ~own
                lag -= self.all.best_lead(name, over, variable, own, own & ~twice)
        return lag <= 0

    def _most_moving(self, variables: tuple[Variable, ...], undecided: int) -> Variable:
        """The fact that most open boxes read; a comparison waits until both its numbers are settled."""
        waiting = {variable.name for variable in variables if not variable.compare and variable.mentions & undecided}
        ready = [variable for variable in variables if not variable.compare
                 or not waiting & {variable.compare.smaller, variable.compare.larger}]
        return max(ready, key=lambda variable: (variable.mentions & undecided).bit_count())

    def _branches(self, variable: Variable, cells: dict[str, int], mask: int) -> Iterable[tuple[int, int]]:
        allowed = variable.cells if variable.compare is None else self._allowed(variable.compare, cells)
        children: dict[tuple[int, int], int] = {}  # cells that decide alike need one look, unless they are compared
        for cell in allowed:
            child = mask & variable.masks[variable.cells.index(cell)]
            children.setdefault((child, cell if variable.name in self.all.compared else 0), cell)
        ordered = sorted(children.items(), key=lambda item: -self._promise(item[0][0]))
        return [(cell, child) for (child, _), cell in ordered]

    def _promise(self, possible: int) -> int:
        lifted = self.ranking.lift(possible)
        patterns = self.ranking.patterns
        if self.target is not None:
            return min(self.ranking.lead(self.target, name, lifted) for name in patterns if name != self.target)
        if self.current is None:
            return 0
        return max(self.ranking.lead(name, self.current, lifted) for name in patterns if name != self.current)

    def _allowed(self, compare: Compare, cells: Mapping[str, int]) -> list[int]:
        """The truths (1 first) that two numbers within their cells leave possible."""
        low_smaller, high_smaller = self._interval(compare.smaller, cells)
        low_larger, high_larger = self._interval(compare.larger, cells)
        can_be_true = low_smaller < high_larger
        can_be_false = low_larger[0] < high_smaller[0]
        return [truth for truth, possible in ((1, can_be_true), (0, can_be_false)) if possible]

    def _interval(self, name: str, cells: Mapping[str, int]) -> tuple[Boundary, Boundary]:
        """The cell's boundaries; a stated number is the interval around itself."""
        if name in self.facts:
            return (self.facts[name], 0), (self.facts[name], 1)
        fact = self.all.tables.facts[name]
        lower, upper = fact["least"], NO_VALUE
        if name in cells:
            lower, upper = bounds(fact["boundaries"], cells[name], fact["least"])
        if fact["whole"] and upper is not NO_VALUE and not upper[1]:
            upper = (upper[0] - 1, 1)  # the largest whole number below
        return lower, upper


def _mentioned(variables: Iterable[Variable]) -> int:
    mentioned = 0
    for variable in variables:
        mentioned |= variable.mentions
    return mentioned
