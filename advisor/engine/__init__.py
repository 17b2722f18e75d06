"""The engine: facts in, a recommendation out, both plain values. It reads nothing and writes nothing."""

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

REMEMBERED = 65536  # decisions
REMEMBERED_WHOLE = 4096  # recommendations, which are large
Facts = Mapping[str, Any]


class Engine:
    """Decides by one compiled pack.

    A decision is a function of the cells that the facts fall into; decisions already made are remembered.

    Args:
        data: what `compile_pack` returned.
        terms: the pack's vocabulary, for those who ask the engine's questions.
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
        self._explained: dict[int, tuple[Ranked, ...]] = {}
        self._winners: dict[int, str | None] = {}
        self._decisions: dict[tuple[Any, ...], Decision] = {}
        self._standings: dict[tuple[Any, ...], Standing] = {}
        self._latest: dict[tuple[Any, ...], Standing] = {}  # by the facts themselves; those of a document are few
        self._recommendations: dict[tuple[Any, ...], Recommendation] = {}

    @cached_property
    def questions(self) -> Questions:
        from advisor.engine.questions import Questions

        return Questions(self._data, self.completions)

    @property
    def patterns(self) -> tuple[str, ...]:
        return self.ranking.patterns

    def winner(self, facts: Facts) -> str | None:
        """Returns the pattern ahead on what is known; None where none is, or where the facts contradict."""
        known, joined = self.tables.look_up(facts)
        fired = joined & known.fired & self._relevant
        try:
            return self._winners[fired]
        except KeyError:
            winner = None if fired & self.remarks.contradictions else self.ranking.outcome(fired).leader
            if len(self._winners) < REMEMBERED:
                self._winners[fired] = winner
            return winner

    def explain(self, facts: Facts) -> tuple[Ranked, ...]:
        """Returns all patterns, best first, each with the reasons that sum up to its score."""
        fired = self.tables.fired(facts) & self._relevant
        explained = self._explained.get(fired)
        if explained is None:
            explained = self.ranking.explained(fired)
            if len(self._explained) < REMEMBERED:
                self._explained[fired] = explained
        return explained

    def decide(self, facts: Facts) -> Decision:
        """Returns status, pattern and margin, proved over all completions of the unknown facts."""
        return self._decided(facts, *self.tables.look_up(facts))

    def stand(self, facts: Facts) -> Standing:
        """Returns the pattern of the decision and what is excluded; a lead needs no proof, and most have one."""
        stated = tuple(facts.items())
        standing = self._latest.get(stated)
        if standing is None:
            if len(self._latest) >= REMEMBERED_WHOLE:
                self._latest.clear()
            standing = self._latest[stated] = self._stand(facts)
        return standing

    def _stand(self, facts: Facts) -> Standing:
        known, joined = self.tables.look_up(facts)
        key = self._key(facts, known, joined)
        standing = self._standings.get(key)
        if standing is None:
            fired = joined & known.fired
            standing = Standing(bool(fired & self.remarks.contradictions), self._led(facts, known, joined),
                                self._excluded(fired))
            if len(self._standings) < REMEMBERED:
                self._standings[key] = standing
        return standing

    def recommend(self, facts: Facts) -> Recommendation:
        """Returns the decision with everything it rests on and everything that would change it.

        Args:
            facts: needs by name; an absent one is unknown. Values must fit the pack's vocabulary.
        """
        key = tuple(facts.items())
        recommendation = self._recommendations.get(key)
        if recommendation is None:
            recommendation = self._recommend(facts)
            if len(self._recommendations) < REMEMBERED_WHOLE:
                self._recommendations[key] = recommendation
        return recommendation

    def _recommend(self, facts: Facts) -> Recommendation:
        known, joined = self.tables.look_up(facts)
        fired = joined & known.fired
        decision = self._decided(facts, known, joined)
        from advisor.engine.flips import sweep

        swept = sweep(self.tables, facts, decision.pattern, self._answer)
        asks = decision.status in ("leaning", "undecided")
        undecided = joined & known.possible & ~fired
        return Recommendation(
            *decision[:4],
            ranking=self.ranking.explained(fired),
            excluded=self.ranking.exclusions(fired),
            flip_points=swept.flips,
            open_questions=self.questions.ranked(facts, known, joined, decision.pattern, swept, self._answer)
            if asks else (),
            would_add=self.remarks.would_add(undecided, fired, known.open),
            conflicts=self.remarks.conflicts(fired),
            warnings=self.remarks.warnings(fired, decision.pattern, decision.status),
            practices=self.remarks.practices(fired, decision.pattern),
            technologies=self.remarks.technologies(fired, decision.pattern),
        )

    def _answer(self, facts: Facts) -> str | None:
        """The pattern of the decision; a lead needs no proof to be the answer, a tie does."""
        return self._led(facts, *self.tables.look_up(facts))

    def _led(self, facts: Facts, known: Known, joined: int) -> str | None:
        fired = joined & known.fired
        if fired & self.remarks.contradictions:
            return None
        return self.ranking.outcome(fired).leader or self._decided(facts, known, joined).pattern

    def _key(self, facts: Facts, known: Known, joined: int) -> tuple[Any, ...]:
        """What a decision depends on."""
        return known.stated, joined & self._relevant, tuple(map(facts.get, self._compared))

    def _excluded(self, fired: int) -> tuple[str, ...]:
        return tuple(name for name in self.patterns if fired & self.ranking.excluding[name])

    def _decided(self, facts: Facts, known: Known, joined: int) -> Decision:
        key = self._key(facts, known, joined)
        decision = self._decisions.get(key)
        if decision is None:
            decision = self._prove(facts, known, joined)
            if len(self._decisions) < REMEMBERED:
                self._decisions[key] = decision
        return decision

    def _prove(self, facts: Facts, known: Known, joined: int) -> Decision:
        fired = joined & known.fired
        excluded = self._excluded(fired)
        if fired & self.remarks.contradictions:
            return Decision("conflict", None, None, True, excluded)
        leader, final = self.ranking.outcome(fired)
        candidate = leader if leader is not None else final
        try:
            changes, exact = self.completions.can_change(facts, known, joined, candidate), True
        except SearchLimit:
            changes, exact = True, False
        if candidate is None or (leader is None and changes):
            return Decision("undecided", None, None, exact, excluded)
        margin = self.ranking.margin(candidate, fired)
        return Decision("leaning" if changes else "decided", candidate, margin, exact, excluded)
