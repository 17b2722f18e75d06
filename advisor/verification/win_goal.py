"""Search goals over scores (a given pattern wins), with branch-and-bound limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.engine.ranking import Ranking, box_mask
from advisor.verification.search import SearchState

EXCLUSION_PENALTY = 1000  # counts as missing points if a pattern is excluded


class Lead(NamedTuple):
    """Requires that no other pattern has more points, given some extra points over each of them."""

    pattern: str
    extra: Mapping[str, int]


class WinGoal:
    """Search goal: a world in which all claims of one alternative are true and `judge` accepts the fired boxes.

    Args:
        alternatives: the claims of each; may accept too much, but must accept everything that `judge` accepts.
        judge: whether fired boxes meet the goal.
        without: boxes of a rule that the claims exclude from all sums.
    """

    def __init__(self, ranking: Ranking, alternatives: Sequence[tuple[Lead, ...]], judge: Callable[[int], bool],
                 without: int = 0) -> None:
        self.relevant = ranking.scoring_boxes
        self.is_met = judge
        self.ranking = ranking
        self.counted = ~without
        self.multi_box_rules = [box_mask(rule) for rule in ranking.rules if len(rule["bits"]) > 1]
        self.share_cache: dict[tuple[tuple[int, ...], int], _Share] = {}  # worked out already
        self._alternatives = alternatives

    def is_unreachable(self, state: SearchState) -> bool:
        bounds = _Bounds(self, state)
        return not any(all(map(bounds.allow, claims)) for claims in self._alternatives)

    def estimate(self, possible: int) -> int:
        lead, lifted = self.ranking.max_lead_gain, self.ranking.add_rule_bits(possible & self.counted)
        return max([min([lead(claim.pattern, other, lifted) for claim in claims for other in claim.extra], default=0)
                    for claims in self._alternatives], default=0)

    def missing_points(self, fired: int) -> int:
        """Returns the number of missing points; 0 if the goal is met."""
        if self.is_met(fired):
            return 0
        fired &= self.counted
        scores, excluding = self.ranking.scores(fired), self.ranking.excluding_boxes
        rest = [name for name in self.ranking.patterns if not fired & excluding[name]]
        return 1 + min([sum(_lag(claim, scores, rest) for claim in claims) for claims in self._alternatives], default=0)


def lead_over_all(ranking: Ranking, pattern: str, extra: Mapping[str, int] | None = None) -> Lead:
    """Returns the claim that no other pattern has more points than this one."""
    extra_points = extra or {}
    return Lead(pattern, {other: extra_points.get(other, 0) for other in ranking.patterns if other != pattern})


def _lag(claim: Lead, scores: Mapping[str, int], rest: Sequence[str]) -> int:
    if claim.pattern not in rest:
        return EXCLUSION_PENALTY
    own = scores[claim.pattern]
    return max([0, *(scores[other] - own - claim.extra[other] for other in rest if other != claim.pattern)])


class _Share:
    """The rules assigned to one variable, with the effect of each of its settings.

    Args:
        possible_by_setting: for each setting, the boxes that it leaves possible.
        shared: the boxes that other variables decide too.
    """

    def __init__(self, ranking: Ranking, possible_by_setting: Iterable[int], shared: int) -> None:
        self._ranking = ranking
        self._settings = [
            (ranking.scores(boxes & ~shared), ranking.add_rule_bits(boxes) & ~ranking.add_rule_bits(boxes & ~shared))
            for boxes in set(possible_by_setting)
        ]
        self._leads: dict[tuple[str, str], int] = {}

    def lead(self, pattern: str, over: str) -> int:
        """Returns the maximum that a setting adds to a pattern's lead."""
        lead = self._leads.get((pattern, over))
        if lead is None:
            lead = max(scores[pattern] - scores[over] + self._ranking.max_lead_gain(pattern, over, open_rules)
                       for scores, open_rules in self._settings)
            self._leads[pattern, over] = lead
        return lead


class _Bounds:
    """Upper bounds on the final lead of one pattern over another, from a search state.

    Each open rule is assigned to one variable, which takes its best setting for all its rules at once. A rule that
    other variables decide too counts only if it helps.
    """

    def __init__(self, contest: WinGoal, state: SearchState) -> None:
        self._ranking = contest.ranking
        self._multi_box_rules = contest.multi_box_rules
        self._share_cache = contest.share_cache
        self._state = state
        self._fired = state.fired & contest.counted
        self._possible = state.possible & contest.counted
        self._scores = self._ranking.scores(self._fired)
        self._open = self._ranking.add_rule_bits(self._possible) & ~self._ranking.add_rule_bits(self._fired)
        self._shares: list[_Share] | None = None

    def allow(self, claim: Lead) -> bool:
        """Returns whether a claim can still become true."""
        excluding = self._ranking.excluding_boxes
        if self._fired & excluding[claim.pattern]:
            return False
        rivals = [other for other in claim.extra if not self._possible & excluding[other]]
        own = self._scores[claim.pattern]
        lag = {other: self._scores[other] - own - claim.extra[other] for other in rivals}
        if any(self._ranking.max_lead_gain(claim.pattern, other, self._open) < lag[other] for other in rivals):
            return False
        if self._shares is None:
            self._shares = list(self._split_open_rules())
        return all(sum([share.lead(claim.pattern, other) for share in self._shares]) >= lag[other] for other in rivals)

    def _split_open_rules(self) -> Iterator[_Share]:
        variables = sorted(self._state.open, key=lambda moves: moves.decides.bit_count())
        unassigned = self._possible & ~self._fired & self._ranking.scoring_boxes
        for boxes in self._multi_box_rules:
            if self._fired & boxes:
                unassigned &= ~boxes  # the rule is true already
        seen, seen_twice = 0, 0
        for variable in variables:
            seen_twice |= seen & variable.decides
            seen |= variable.decides
        for variable in variables:
            own = unassigned & variable.decides
            if not own:
                continue
            for boxes in self._multi_box_rules:
                if own & boxes:
                    own |= unassigned & boxes
            unassigned &= ~own
            shared = own & (seen_twice | ~variable.decides)
            possible = tuple([own & mask for _, mask in variable.settings])
            share = self._share_cache.get((possible, shared))
            if share is None:
                share = self._share_cache[possible, shared] = _Share(self._ranking, possible, shared)
            yield share
