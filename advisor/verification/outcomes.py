"""Outcome proofs: which patterns can win, whether some pattern always wins, and how ties are broken."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from advisor.engine.ranking import mask_of
from advisor.verification.climb import climb
from advisor.verification.contest import Contest, first
from advisor.verification.goals import Chorus, Silence
from advisor.verification.search import CutShort, Goal
from advisor.verification.space import World
from advisor.verification.subject import Subject
from advisor.verification.ties import TieBreaks
from advisor.verification.verdict import Fault, Proof, Tie, Win

STARTS = 12
SEARCH = "branch and bound over all combinations"
CLIMB_OR_SEARCH = f"an example found by climbing, or else {SEARCH}"


class Outcomes:
    """All possible outcomes of a decision once every fact is known."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._ranking = subject.ranking
        self._tie_breaks = TieBreaks(subject)
        self.faults: list[Fault] = []
        self.wins: list[Win] = []
        self.ties: list[Tie] = []
        self.proofs = (self._winner_proof(), self._no_winner_proof(), self._tie_proof())

    def _winner_proof(self) -> Proof:
        unproved = []
        for pattern in self._ranking.patterns:
            goal = Contest(self._ranking, [(first(self._ranking, pattern),)], self._wins(pattern))
            try:
                world = self._find(goal)
            except CutShort:
                unproved.append(pattern)
                continue
            if world is None:
                self.faults.append(Fault("cannot-win", "pattern", pattern, "No combination of facts lets it win.",
                                         "Give it rules that speak for it where it fits, or remove the pattern."))
            else:
                self.wins.append(Win(pattern, self._subject.shortest(world, goal)))
        count = len(self._ranking.patterns)
        answer = "yes" if len(self.wins) == count else f"{len(self.wins)} of {count} are known to"
        return Proof("Can every pattern win?", answer, CLIMB_OR_SEARCH, count, tuple(unproved))

    def _wins(self, pattern: str) -> Callable[[int], bool]:
        return lambda fired: self._subject.winner(fired) == pattern

    def _no_winner_proof(self) -> Proof:
        goals: dict[str, Goal] = {"nothing-speaks": Silence(self._ranking.scoring),
                                  "all-excluded": Chorus(list(self._ranking.excluding.values()))}
        unproved, matches = [], []
        for kind, goal in goals.items():
            try:
                world = self._subject.search.find(goal)
            except CutShort:
                unproved.append(kind)
                continue
            if world is not None:
                matches.append(kind)
                self.faults.append(self._no_winner_fault(kind, world, goal))
        return Proof("Does somebody win, whatever the facts?", "no" if matches else "yes", SEARCH, len(goals),
                     tuple(unproved))

    def _no_winner_fault(self, kind: str, world: World, goal: Goal) -> Fault:
        name, example = self._subject.data["name"], self._subject.shortest(world, goal)
        if kind == "nothing-speaks":
            return Fault(kind, "pack", name, "No rule speaks although every fact is known.",
                         "Add a rule that does, such as one for what is usual.", (), example)
        fired = self._subject.fired(example.facts)
        rules = tuple(rule["id"] for rule in self._ranking.rules if rule["excludes"] and fired & mask_of(rule))
        named = " and ".join(f"`{rule}`" for rule in rules)
        return Fault(kind, "pack", name, f"Every pattern is excluded, by {named}.",
                     "Narrow an exclusion, or let a conflict say that such facts contradict one another.",
                     rules, example)

    def _tie_proof(self) -> Proof:
        unproved, matches = [], []
        pairs = list(combinations(self._ranking.patterns, 2))
        for pair in pairs:
            try:
                if self._find_tie(pair):
                    matches.append(pair)
            except CutShort:
                unproved.append(" and ".join(pair))
        answer = f"{len(matches)} of {len(pairs)} pairs are left level" if matches else "yes"
        return Proof("Does the pack settle every tie?", answer, CLIMB_OR_SEARCH, len(pairs), tuple(unproved))

    def _find_tie(self, pair: tuple[str, str]) -> bool:
        """Records how a pair can tie; returns whether a tie can remain after every step of the precedence."""
        claims = tuple(first(self._ranking, pattern) for pattern in pair)
        tie = Contest(self._ranking, [claims], self._ties(pair))
        world = self._find(tie)
        if world is None:
            return False
        example = self._subject.shortest(world, tie)
        step = self._tie_breaks.settled_by(*pair, self._subject.fired(example.facts))
        if step:
            self.ties.append(Tie(pair, step, example))
            if self._tie_breaks.settle_all:
                return False
            unresolved = Contest(self._ranking, [claims], self._stays_tied(pair))
            world = self._find(unresolved)
            if world is None:
                return False
            example = self._subject.shortest(world, unresolved)
        self.faults.append(Fault("tie", "pack", self._subject.data["name"],
                                 f"{pair[0]} and {pair[1]} can be level, and nothing in the pack settles it.",
                                 "Name every pattern in `simplicity`, and `simplicity` in `precedence`.",
                                 pair, example))
        return True

    def _ties(self, pair: tuple[str, str]) -> Callable[[int], bool]:
        return lambda fired: set(pair) <= set(self._tie_breaks.level(fired)) and self._subject.winner(fired) in pair

    def _stays_tied(self, pair: tuple[str, str]) -> Callable[[int], bool]:
        left_level = self._tie_breaks.left_level
        return lambda fired: set(pair) <= set(left_level(fired)) and self._subject.winner(fired) in pair

    def _find(self, goal: Contest) -> World | None:
        subject = self._subject
        world = climb(subject.worlds, subject.contradictions, goal, subject.samples[:STARTS])
        return world if world is not None else subject.search.find(goal)
