"""The decision engine: facts in, a recommendation out. Pure: no input or output, plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from advisor.engine.advice import AdviceRules
from advisor.engine.completions import Completions, ProofLimitReached
from advisor.engine.fact_index import FactIndex, StatedFacts
from advisor.engine.ranking import Ranking
from advisor.model.interaction import Facts
from advisor.model.recommendation import Decision, ProvisionalDecision, RankedPattern, Recommendation
from advisor.model.terms import Terms

if TYPE_CHECKING:
    from advisor.engine.questions import QuestionRanker

MAX_CACHED_DECISIONS = 65536
MAX_CACHED_RECOMMENDATIONS = 4096  # they are large


class Engine:
    """Recommends patterns by the rules of one compiled pack.

    A decision depends only on the cells that the facts fall into, so decisions are cached by cell.

    Args:
        data: the result of `compile_pack`.
        terms: the pack's vocabulary, for callers that put the engine's questions to a user.
    """

    def __init__(self, data: Mapping[str, Any], terms: Terms) -> None:
        self.name: str = data["name"]
        self.terms = terms
        self.fact_index = FactIndex(data)
        self.ranking = Ranking(data)
        self.advice = AdviceRules(data)
        self.completions = Completions(self.fact_index, self.ranking, self.advice.conflict_boxes)
        self._data = data
        self._relevant = self.ranking.scoring_boxes | self.advice.conflict_boxes
        self._compared = tuple(
            name for compare in self.fact_index.comparisons for name in (compare.smaller, compare.larger)
        )
        self._rankings: dict[int, tuple[RankedPattern, ...]] = {}
        self._winners: dict[int, str | None] = {}
        self._decisions: dict[tuple[Any, ...], Decision] = {}
        self._standings: dict[tuple[Any, ...], ProvisionalDecision] = {}
        self._latest: dict[tuple[Any, ...], ProvisionalDecision] = {}  # by facts: a document has few distinct sets
        self._recommendations: dict[tuple[Any, ...], Recommendation] = {}

    @cached_property
    def questions(self) -> QuestionRanker:
        from advisor.engine.questions import QuestionRanker

        return QuestionRanker(self._data, self.completions)

    @property
    def patterns(self) -> tuple[str, ...]:
        return self.ranking.patterns

    def winner(self, facts: Facts) -> str | None:
        """Returns the pattern that leads on the known facts, or None if none leads or the facts conflict."""
        known, allowed_boxes = self.fact_index.look_up(facts)
        fired = allowed_boxes & known.fired & self._relevant
        try:
            return self._winners[fired]
        except KeyError:
            winner = None if fired & self.advice.conflict_boxes else self.ranking.outcome(fired).leader
            if len(self._winners) < MAX_CACHED_DECISIONS:
                self._winners[fired] = winner
            return winner

    def explain(self, facts: Facts) -> tuple[RankedPattern, ...]:
        """Returns all patterns, best first, each with the reasons that add up to its score."""
        fired = self.fact_index.fired_boxes(facts) & self._relevant
        explained = self._rankings.get(fired)
        if explained is None:
            explained = self.ranking.explain(fired)
            if len(self._rankings) < MAX_CACHED_DECISIONS:
                self._rankings[fired] = explained
        return explained

    def decide(self, facts: Facts) -> Decision:
        """Returns status, pattern and margin, proved over all completions of the unknown facts."""
        return self._cached_decision(facts, *self.fact_index.look_up(facts))

    def decide_fast(self, facts: Facts) -> ProvisionalDecision:
        """Returns the recommended pattern and the excluded ones; skips the proof unless the lead is tied."""
        stated = tuple(facts.items())
        standing = self._latest.get(stated)
        if standing is None:
            if len(self._latest) >= MAX_CACHED_RECOMMENDATIONS:
                self._latest.clear()
            standing = self._latest[stated] = self._find_standing(facts)
        return standing

    def _find_standing(self, facts: Facts) -> ProvisionalDecision:
        known, allowed_boxes = self.fact_index.look_up(facts)
        key = self._key(facts, known, allowed_boxes)
        standing = self._standings.get(key)
        if standing is None:
            fired = allowed_boxes & known.fired
            standing = ProvisionalDecision(bool(fired & self.advice.conflict_boxes),
                                           self._winning_pattern(facts, known, allowed_boxes), self._excluded(fired))
            if len(self._standings) < MAX_CACHED_DECISIONS:
                self._standings[key] = standing
        return standing

    def recommend(self, facts: Facts) -> Recommendation:
        """Returns the decision with its reasons, flip points, open questions and advice.

        Args:
            facts: needs by name; an absent one is unknown. Values must fit the pack's vocabulary.
        """
        key = tuple(facts.items())
        recommendation = self._recommendations.get(key)
        if recommendation is None:
            recommendation = self._recommend(facts)
            if len(self._recommendations) < MAX_CACHED_RECOMMENDATIONS:
                self._recommendations[key] = recommendation
        return recommendation

    def _recommend(self, facts: Facts) -> Recommendation:
        known, allowed_boxes = self.fact_index.look_up(facts)
        fired = allowed_boxes & known.fired
        decision = self._cached_decision(facts, known, allowed_boxes)
        from advisor.engine.flip_points import analyse_flips

        changes = analyse_flips(self.fact_index, facts, decision.pattern, self._winner_of)
        asks = decision.status in ("leaning", "undecided")
        undecided_boxes = allowed_boxes & known.possible & ~fired
        return Recommendation(
            *decision[:4],
            ranking=self.ranking.explain(fired),
            excluded=self.ranking.exclusions(fired),
            flip_points=changes.flip_points,
            open_questions=self.questions.rank(facts, known, allowed_boxes, decision.pattern, changes,
                                               self._winner_of) if asks else (),
            would_add=self.advice.would_add(undecided_boxes, fired, known.unknown_facts),
            conflicts=self.advice.conflicts(fired),
            warnings=self.advice.warnings(fired, decision.pattern, decision.status),
            practices=self.advice.practices(fired, decision.pattern),
            technologies=self.advice.technologies(fired, decision.pattern),
        )

    def _winner_of(self, facts: Facts) -> str | None:
        """Returns the recommended pattern; only a tie needs the proof."""
        return self._winning_pattern(facts, *self.fact_index.look_up(facts))

    def _winning_pattern(self, facts: Facts, known: StatedFacts, allowed_boxes: int) -> str | None:
        fired = allowed_boxes & known.fired
        if fired & self.advice.conflict_boxes:
            return None
        return self.ranking.outcome(fired).leader or self._cached_decision(facts, known, allowed_boxes).pattern

    def _key(self, facts: Facts, known: StatedFacts, allowed_boxes: int) -> tuple[Any, ...]:
        """Returns the cache key of a decision."""
        return known.stated, allowed_boxes & self._relevant, tuple(map(facts.get, self._compared))

    def _excluded(self, fired: int) -> tuple[str, ...]:
        return tuple(name for name in self.patterns if fired & self.ranking.excluding_boxes[name])

    def _cached_decision(self, facts: Facts, known: StatedFacts, allowed_boxes: int) -> Decision:
        key = self._key(facts, known, allowed_boxes)
        decision = self._decisions.get(key)
        if decision is None:
            decision = self._prove(facts, known, allowed_boxes)
            if len(self._decisions) < MAX_CACHED_DECISIONS:
                self._decisions[key] = decision
        return decision

    def _prove(self, facts: Facts, known: StatedFacts, allowed_boxes: int) -> Decision:
        fired = allowed_boxes & known.fired
        excluded = self._excluded(fired)
        if fired & self.advice.conflict_boxes:
            return Decision("conflict", None, None, True, excluded)
        leader, final = self.ranking.outcome(fired)
        candidate = leader if leader is not None else final
        try:
            changes, exact = self.completions.can_change_winner(facts, known, allowed_boxes, candidate), True
        except ProofLimitReached:
            changes, exact = True, False
        if candidate is None or (leader is None and changes):
            return Decision("undecided", None, None, exact, excluded)
        margin = self.ranking.margin(candidate, fired)
        return Decision("leaning" if changes else "decided", candidate, margin, exact, excluded)
