"""Who comes first: goals over scores, with the bounds that tell a hopeless branch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.engine.ranking import Ranking, mask_of
from advisor.verification.search import State

OUT_OF_REACH = 1000  # counts as missing points where a pattern is excluded


class Claim(NamedTuple):
    """A pattern is not behind any other, given some extra points over each of them."""

    pattern: str
    extra: Mapping[str, int]


class Contest:
    """A world in which all claims of one alternative hold, and of which `judge` approves.

    Args:
        alternatives: the claims of each; they may allow too much, but nothing that `judge` approves is outside them.
        judge: whether fired boxes are what is wanted.
        without: boxes of a rule that the claims leave out of all sums.
    """

    def __init__(self, ranking: Ranking, alternatives: Sequence[tuple[Claim, ...]], judge: Callable[[int], bool],
                 without: int = 0) -> None:
        self.relevant = ranking.scoring
        self.reached = judge
        self.ranking = ranking
        self.kept = ~without
        self.many = [mask_of(rule) for rule in ranking.rules if len(rule["bits"]) > 1]
        self.shares: dict[tuple[tuple[int, ...], int], _Share] = {}  # worked out already
        self._alternatives = alternatives

    def hopeless(self, state: State) -> bool:
        bounds = _Bounds(self, state)
        return not any(all(map(bounds.allow, claims)) for claims in self._alternatives)

    def promise(self, possible: int) -> int:
        lead, lifted = self.ranking.lead, self.ranking.lift(possible & self.kept)
        return max([min([lead(claim.pattern, other, lifted) for claim in claims for other in claim.extra], default=0)
                    for claims in self._alternatives], default=0)

    def missing(self, fired: int) -> int:
        """Returns how many points are missing; 0 where the world is wanted."""
        if self.reached(fired):
            return 0
        fired &= self.kept
        scores, excluding = self.ranking.scores(fired), self.ranking.excluding
        left = [name for name in self.ranking.patterns if not fired & excluding[name]]
        return 1 + min([sum(_lag(claim, scores, left) for claim in claims) for claims in self._alternatives], default=0)


def first(ranking: Ranking, pattern: str, extra: Mapping[str, int] | None = None) -> Claim:
    """Returns the claim that a pattern is not behind any other."""
    given = extra or {}
    return Claim(pattern, {other: given.get(other, 0) for other in ranking.patterns if other != pattern})


def _lag(claim: Claim, scores: Mapping[str, int], left: Sequence[str]) -> int:
    if claim.pattern not in left:
        return OUT_OF_REACH
    own = scores[claim.pattern]
    return max([0, *(scores[other] - own - claim.extra[other] for other in left if other != claim.pattern)])


class _Share:
    """The rules that one variable answers for, with what each of its settings does to them.

    Args:
        kept: for each setting, the boxes that it leaves possible.
        others: the boxes that other variables decide too.
    """

    def __init__(self, ranking: Ranking, kept: Iterable[int], others: int) -> None:
        self._ranking = ranking
        self._settings = [(ranking.scores(boxes & ~others), ranking.lift(boxes) & ~ranking.lift(boxes & ~others))
                          for boxes in set(kept)]
        self._leads: dict[tuple[str, str], int] = {}

    def lead(self, pattern: str, over: str) -> int:
        """Returns the most that the best setting adds to a pattern's lead."""
        lead = self._leads.get((pattern, over))
        if lead is None:
            lead = max(scores[pattern] - scores[over] + self._ranking.lead(pattern, over, open_rules)
                       for scores, open_rules in self._settings)
            self._leads[pattern, over] = lead
        return lead


class _Bounds:
    """The most that one pattern can end ahead of another, from a state of the search.

    Each open rule is put down to one variable, which takes its best setting for all its rules at once. A rule that
    other variables decide too counts only where it helps.
    """

    def __init__(self, contest: Contest, state: State) -> None:
        self._ranking = contest.ranking
        self._many = contest.many
        self._known_shares = contest.shares
        self._state = state
        self._fired = state.fired & contest.kept
        self._possible = state.possible & contest.kept
        self._scores = self._ranking.scores(self._fired)
        self._open = self._ranking.lift(self._possible) & ~self._ranking.lift(self._fired)
        self._shares: list[_Share] | None = None

    def allow(self, claim: Claim) -> bool:
        """Returns whether a claim can still come true."""
        excluding = self._ranking.excluding
        if self._fired & excluding[claim.pattern]:
            return False
        rivals = [other for other in claim.extra if not self._possible & excluding[other]]
        own = self._scores[claim.pattern]
        lag = {other: self._scores[other] - own - claim.extra[other] for other in rivals}
        if any(self._ranking.lead(claim.pattern, other, self._open) < lag[other] for other in rivals):
            return False
        if self._shares is None:
            self._shares = list(self._share_out())
        return all(sum([share.lead(claim.pattern, other) for share in self._shares]) >= lag[other] for other in rivals)

    def _share_out(self) -> Iterator[_Share]:
        variables = sorted(self._state.open, key=lambda moves: moves.decides.bit_count())
        unshared = self._possible & ~self._fired & self._ranking.scoring
        for boxes in self._many:
            if self._fired & boxes:
                unshared &= ~boxes  # the rule is true already
        decided, shared = 0, 0
        for variable in variables:
            shared |= decided & variable.decides
            decided |= variable.decides
        for variable in variables:
            own = unshared & variable.decides
            if not own:
                continue
            for boxes in self._many:
                if own & boxes:
                    own |= unshared & boxes
            unshared &= ~own
            others = own & (shared | ~variable.decides)
            kept = tuple([own & mask for _, mask in variable.settings])
            share = self._known_shares.get((kept, others))
            if share is None:
                share = self._known_shares[kept, others] = _Share(self._ranking, kept, others)
            yield share
