"""Impact: whether every rule with points or an exclusion changes the winner somewhere."""

from __future__ import annotations

from collections.abc import Collection
from itertools import permutations

from advisor.verification.goals import NoneFires
from advisor.verification.hill_climbing import hill_climb
from advisor.verification.proof_subject import ConditionalStatement, PackUnderTest
from advisor.verification.report import PackFault, Proof
from advisor.verification.search import SearchGoal, SearchLimitReached
from advisor.verification.space import World
from advisor.verification.win_goal import Lead, WinGoal, lead_over_all

STARTS = 6
METHOD = "an example found by climbing, or else branch and bound over all combinations in which the rule fires"


class ImpactCheck:
    """Searches, for each rule, for facts on which another pattern wins without it.

    Args:
        silent: rules that never fire; skipped.
        shadowed: redundant rules; the others are checked without them.
    """

    def __init__(self, subject: PackUnderTest, silent: Collection[str], shadowed: Collection[str]) -> None:
        self._subject = subject
        self._ranking = subject.ranking
        self._rules = [rule for rule in subject.statements if rule.data.get("points") or rule.data.get("excludes")]
        self._removed = 0  # boxes of shadowed rules
        for rule in self._rules:
            if rule.id in shadowed:
                self._removed |= rule.mask
        self.faults: list[PackFault] = []
        self._unproved: list[str] = []
        for rule in self._rules:
            if rule.id not in silent and rule.id not in shadowed:
                self._check(rule)

    def proof(self) -> Proof:
        dead, count = len(self.faults), len(self._rules)
        return Proof("Does every rule with points or an exclusion change who wins somewhere?",
                     f"{dead} of {count} never do" if dead else "yes", METHOD, count, tuple(self._unproved))

    def _check(self, rule: ConditionalStatement) -> None:
        try:
            if self._example(rule) is None:
                self.faults.append(
                    PackFault("dead", rule.family, rule.id, "Without it the same pattern wins everywhere.",
                              "Change its points or its condition, or remove it.")
                )
        except SearchLimitReached:
            self._unproved.append(rule.id)

    def _example(self, rule: ConditionalStatement) -> World | None:
        """Returns a world whose winner changes without the rule, or None. Raises CutShort if the search gives up."""
        search = self._subject.search_for(rule)
        left_out = rule.mask | self._removed
        win_goal = WinGoal(self._ranking, self._alternatives(rule), lambda fired: self._matters(rule, fired), left_out)
        starts = self._subject.samples_firing(rule, STARTS)
        for box in rule.boxes:
            world = hill_climb(search.space, search.avoiding, win_goal, starts, box)
            if world is not None:
                return world
        # Either no other scoring rule fires, or one pattern wins with the rule and another without it.
        goals: tuple[SearchGoal, ...] = (NoneFires(self._ranking.scoring_boxes & ~left_out), win_goal)
        for goal in goals:
            for box in rule.boxes:
                world = search.find(goal, box)
                if world is not None:
                    return world
        return None

    def _alternatives(self, rule: ConditionalStatement) -> list[tuple[Lead, ...]]:
        points, excludes = rule.data["points"], rule.data["excludes"]
        if excludes:
            return [
                (lead_over_all(self._ranking, pattern),) for pattern in (self._ranking.patterns if points else excludes)
            ]
        alternatives: list[tuple[Lead, ...]] = []
        for before, after in permutations(self._ranking.patterns, 2):
            if points.get(after, 0) > points.get(before, 0):
                extra = {name: points.get(after, 0) - points.get(name, 0) for name in self._ranking.patterns}
                alternatives.append((lead_over_all(self._ranking, before), lead_over_all(self._ranking, after, extra)))
        return alternatives

    def _matters(self, rule: ConditionalStatement, fired: int) -> bool:
        fired &= ~self._removed
        return bool(fired & rule.mask) and self._subject.winner(fired) != self._subject.winner(fired & ~rule.mask)
