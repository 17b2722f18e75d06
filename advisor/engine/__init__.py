"""The decision engine: facts in, a recommendation out. Pure: no input or output, plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from advisor.engine.completions import Completions, SearchLimit
from advisor.engine.ranking import Ranking
from advisor.engine.remarks import Remarks
from advisor.engine.tables import Known, Tables
from advisor.model.recommendation import Decision, Ranked, Recommendation, Standing
from advisor.model.terms import Terms

if TYPE_CHECKING:
    from advisor.engine.questions import Questions

MAX_CACHED_DECISIONS = 65536
MAX_CACHED_RECOMMENDATIONS = 4096  # they are large
Facts = Mapping[str, Any]


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
        self.tables = Tables(data)
        self.ranking = Ranking(data)
        self.remarks = Remarks(data)
        self.completions = Completions(self.tables, self.ranking, self.remarks.contradictions)
        self._data = data
        self._relevant = self.ranking.scoring | self.remarks.contradictions
        self._compared = tuple(name for compare in self.tables.compares for name in (compare.smaller, compare.larger))
        self._rankings: dict[int, tuple[Ranked, ...]] = {}
        self._winners: dict[int, str | None] = {}
        self._decisions: dict[tuple[Any, ...], Decision] = {}
        self._standings: dict[tuple[Any, ...], Standing] = {}
        self._latest: dict[tuple[Any, ...], Standing] = {}  # by facts: a document has few distinct sets
        self._recommendations: dict[tuple[Any, ...], Recommendation] = {}

    @cached_property
    def questions(self) -> Questions:
        from advisor.engine.questions import Questions

        return Questions(self._data, self.completions)

    @property
    def patterns(self) -> tuple[str, ...]:
        return self.ranking.patterns

    def winner(self, facts: Facts) -> str | None:
        """Returns the pattern that leads on the known facts, or None if none leads or the facts conflict."""
        known, allowed_boxes = self.tables.look_up(facts)
        fired = allowed_boxes & known.fired & self._relevant
        try:
            return self._winners[fired]
        except KeyError:
            winner = None if fired & self.remarks.contradictions else self.ranking.outcome(fired).leader
            if len(self._winners) < MAX_CACHED_DECISIONS:
                self._winners[fired] = winner
            return winner

    def explain(self, facts: Facts) -> tuple[Ranked, ...]:
        """Returns all patterns, best first, each with the reasons that add up to its score."""
        fired = self.tables.fired(facts) & self._relevant
        explained = self._rankings.get(fired)
        if explained is None:
            explained = self.ranking.explained(fired)
            if len(self._rankings) < MAX_CACHED_DECISIONS:
                self._rankings[fired] = explained
        return explained

    def decide(self, facts: Facts) -> Decision:
        """Returns status, pattern and margin, proved over all completions of the unknown facts."""
        return self._cached_decision(facts, *self.tables.look_up(facts))

    def stand(self, facts: Facts) -> Standing:
        """Returns the recommended pattern and the excluded ones; skips the proof unless the lead is tied."""
        stated = tuple(facts.items())
        standing = self._latest.get(stated)
        if standing is None:
            if len(self._latest) >= MAX_CACHED_RECOMMENDATIONS:
                self._latest.clear()
            standing = self._latest[stated] = self._find_standing(facts)
        return standing

    def _find_standing(self, facts: Facts) -> Standing:
        known, allowed_boxes = self.tables.look_up(facts)
        key = self._key(facts, known, allowed_boxes)
        standing = self._standings.get(key)
        if standing is None:
            fired = allowed_boxes & known.fired
            standing = Standing(bool(fired & self.remarks.contradictions),
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
        known, allowed_boxes = self.tables.look_up(facts)
        fired = allowed_boxes & known.fired
        decision = self._cached_decision(facts, known, allowed_boxes)
        from advisor.engine.flips import sweep

        changes = sweep(self.tables, facts, decision.pattern, self._winner_of)
        asks = decision.status in ("leaning", "undecided")
        undecided_boxes = allowed_boxes & known.possible & ~fired
        return Recommendation(
            *decision[:4],
            ranking=self.ranking.explained(fired),
            excluded=self.ranking.exclusions(fired),
            flip_points=changes.flips,
            open_questions=self.questions.ranked(facts, known, allowed_boxes, decision.pattern, changes,
                                                 self._winner_of) if asks else (),
            would_add=self.remarks.would_add(undecided_boxes, fired, known.open),
            conflicts=self.remarks.conflicts(fired),
            warnings=self.remarks.warnings(fired, decision.pattern, decision.status),
            practices=self.remarks.practices(fired, decision.pattern),
            technologies=self.remarks.technologies(fired, decision.pattern),
        )

    def _winner_of(self, facts: Facts) -> str | None:
        """Returns the recommended pattern; only a tie needs the proof."""
        return self._winning_pattern(facts, *self.tables.look_up(facts))

    def _winning_pattern(self, facts: Facts, known: Known, allowed_boxes: int) -> str | None:
        fired = allowed_boxes & known.fired
        if fired & self.remarks.contradictions:
            return None
        return self.ranking.outcome(fired).leader or self._cached_decision(facts, known, allowed_boxes).pattern

    def _key(self, facts: Facts, known: Known, allowed_boxes: int) -> tuple[Any, ...]:
        """Returns the cache key of a decision."""
        return known.stated, allowed_boxes & self._relevant, tuple(map(facts.get, self._compared))

    def _excluded(self, fired: int) -> tuple[str, ...]:
        return tuple(name for name in self.patterns if fired & self.ranking.excluding[name])

    def _cached_decision(self, facts: Facts, known: Known, allowed_boxes: int) -> Decision:
        key = self._key(facts, known, allowed_boxes)
        decision = self._decisions.get(key)
        if decision is None:
            decision = self._prove(facts, known, allowed_boxes)
            if len(self._decisions) < MAX_CACHED_DECISIONS:
                self._decisions[key] = decision
        return decision

    def _prove(self, facts: Facts, known: Known, allowed_boxes: int) -> Decision:
        fired = allowed_boxes & known.fired
        excluded = self._excluded(fired)
        if fired & self.remarks.contradictions:
            return Decision("conflict", None, None, True, excluded)
        leader, final = self.ranking.outcome(fired)
        candidate = leader if leader is not None else final
        try:
            changes, exact = self.completions.can_change(facts, known, allowed_boxes, candidate), True
        except SearchLimit:
            changes, exact = True, False
        if candidate is None or (leader is None and changes):
            return Decision("undecided", None, None, exact, excluded)
        margin = self.ranking.margin(candidate, fired)
        return Decision("leaning" if changes else "decided", candidate, margin, exact, excluded)
