"""Outcome proofs: which patterns can win, whether some pattern always wins, and how ties are broken."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from advisor.engine.ranking import box_mask
from advisor.verification.goals import AllFire, NoneFires
from advisor.verification.hill_climbing import hill_climb
from advisor.verification.proof_subject import PackUnderTest
from advisor.verification.report import PackFault, PatternTie, PatternWin, Proof
from advisor.verification.search import SearchGoal, SearchLimitReached
from advisor.verification.space import World
from advisor.verification.ties import TieBreaks
from advisor.verification.win_goal import WinGoal, lead_over_all

STARTS = 12
SEARCH = "branch and bound over all combinations"
CLIMB_OR_SEARCH = f"an example found by climbing, or else {SEARCH}"


class OutcomeCheck:
    """All possible outcomes of a decision once every fact is known."""

    def __init__(self, subject: PackUnderTest) -> None:
        self._subject = subject
        self._ranking = subject.ranking
        self._tie_breaks = TieBreaks(subject)
        self.faults: list[PackFault] = []
        self.wins: list[PatternWin] = []
        self.ties: list[PatternTie] = []
        self.proofs = (self._winner_proof(), self._no_winner_proof(), self._tie_proof())

    def _winner_proof(self) -> Proof:
        unproved = []
        for pattern in self._ranking.patterns:
            goal = WinGoal(self._ranking, [(lead_over_all(self._ranking, pattern),)], self._wins(pattern))
            try:
                world = self._find(goal)
            except SearchLimitReached:
                unproved.append(pattern)
                continue
            if world is None:
                self.faults.append(PackFault("cannot-win", "pattern", pattern, "No combination of facts lets it win.",
                                             "Give it rules that speak for it where it fits, or remove the pattern."))
            else:
                self.wins.append(PatternWin(pattern, self._subject.shortest_example(world, goal)))
        count = len(self._ranking.patterns)
        answer = "yes" if len(self.wins) == count else f"{len(self.wins)} of {count} are known to"
        return Proof("Can every pattern win?", answer, CLIMB_OR_SEARCH, count, tuple(unproved))

    def _wins(self, pattern: str) -> Callable[[int], bool]:
        return lambda fired: self._subject.winner(fired) == pattern

    def _no_winner_proof(self) -> Proof:
        goals: dict[str, SearchGoal] = {"nothing-speaks": NoneFires(self._ranking.scoring_boxes),
                                        "all-excluded": AllFire(list(self._ranking.excluding_boxes.values()))}
        unproved, matches = [], []
        for kind, goal in goals.items():
            try:
                world = self._subject.search.find(goal)
            except SearchLimitReached:
                unproved.append(kind)
                continue
            if world is not None:
                matches.append(kind)
                self.faults.append(self._no_winner_fault(kind, world, goal))
        return Proof("Does somebody win, whatever the facts?", "no" if matches else "yes", SEARCH, len(goals),
                     tuple(unproved))

    def _no_winner_fault(self, kind: str, world: World, goal: SearchGoal) -> PackFault:
        name, example = self._subject.data["name"], self._subject.shortest_example(world, goal)
        if kind == "nothing-speaks":
            return PackFault(kind, "pack", name, "No rule speaks although every fact is known.",
                             "Add a rule that does, such as one for what is usual.", (), example)
        fired = self._subject.fired_boxes(example.facts)
        rules = tuple(rule["id"] for rule in self._ranking.rules if rule["excludes"] and fired & box_mask(rule))
        named = " and ".join(f"`{rule}`" for rule in rules)
        return PackFault(kind, "pack", name, f"Every pattern is excluded, by {named}.",
                         "Narrow an exclusion, or let a conflict say that such facts contradict one another.",
                         rules, example)

    def _tie_proof(self) -> Proof:
        unproved, matches = [], []
        pairs = list(combinations(self._ranking.patterns, 2))
        for pair in pairs:
            try:
                if self._find_tie(pair):
                    matches.append(pair)
            except SearchLimitReached:
                unproved.append(" and ".join(pair))
        answer = f"{len(matches)} of {len(pairs)} pairs are left level" if matches else "yes"
        return Proof("Does the pack settle every tie?", answer, CLIMB_OR_SEARCH, len(pairs), tuple(unproved))

    def _find_tie(self, pair: tuple[str, str]) -> bool:
        """Records how a pair can tie; returns whether a tie can remain after every step of the precedence."""
        claims = tuple(lead_over_all(self._ranking, pattern) for pattern in pair)
        tie = WinGoal(self._ranking, [claims], self._ties(pair))
        world = self._find(tie)
        if world is None:
            return False
        example = self._subject.shortest_example(world, tie)
        step = self._tie_breaks.deciding_step(*pair, self._subject.fired_boxes(example.facts))
        if step:
            self.ties.append(PatternTie(pair, step, example))
            if self._tie_breaks.breaks_all:
                return False
            unresolved = WinGoal(self._ranking, [claims], self._stays_tied(pair))
            world = self._find(unresolved)
            if world is None:
                return False
            example = self._subject.shortest_example(world, unresolved)
        self.faults.append(PackFault("tie", "pack", self._subject.data["name"],
                                     f"{pair[0]} and {pair[1]} can be level, and nothing in the pack settles it.",
                                     "Name every pattern in `simplicity`, and `simplicity` in `precedence`.",
                                     pair, example))
        return True

    def _ties(self, pair: tuple[str, str]) -> Callable[[int], bool]:
        return lambda fired: (
            set(pair) <= set(self._tie_breaks.tied_patterns(fired)) and self._subject.winner(fired) in pair
        )

    def _stays_tied(self, pair: tuple[str, str]) -> Callable[[int], bool]:
        left_level = self._tie_breaks.still_tied
        return lambda fired: set(pair) <= set(left_level(fired)) and self._subject.winner(fired) in pair

    def _find(self, goal: WinGoal) -> World | None:
        subject = self._subject
        world = hill_climb(subject.worlds, subject.conflict_boxes, goal, subject.samples[:STARTS])
        return world if world is not None else subject.search.find(goal)
