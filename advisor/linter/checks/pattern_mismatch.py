"""Check `pattern-mismatch`: another pattern than the declared one is ahead by a clear margin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.engine import Engine
from advisor.linter.check_registry import check
from advisor.linter.context import SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict
from advisor.linter.verdicts import pattern_verdict
from advisor.model.interaction import Facts
from advisor.model.practice import Practice
from advisor.model.recommendation import FlipPoint, RankedPattern

MAX_CACHED = 5000  # results
_latest: list[_GapClosers] = []  # successive documents are linted with the same engine


@check("pattern-mismatch", parameters=("margin",))
def pattern_mismatch(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields how each declared pattern compares with the advised one.

    A deficit of `margin` points or more is a violation. If a single answer to an unknown fact would reduce the deficit
    below the margin, the verdict is unknown and asks for that fact.
    """
    gap_closers = _gap_closers(context.engine, practice.parameters["margin"])
    for interaction in context.architecture.interactions:
        declared, standing = interaction.declared, context.scores[interaction.id]
        if declared is None or standing.pattern is None or declared in standing.excluded:
            continue
        if declared == standing.pattern:
            if context.is_thorough:
                yield pattern_verdict(SATISFIED, interaction)
            continue
        facts = interaction.facts()
        ranked = {ranking.pattern: ranking for ranking in context.engine.explain(facts)}
        ahead, behind = ranked[standing.pattern], ranked[declared]
        if ahead.score - behind.score < gap_closers.margin:
            if context.is_thorough:
                yield pattern_verdict(SATISFIED, interaction)
        elif missing := gap_closers.of(facts, declared):
            if context.is_thorough:
                yield pattern_verdict(UNKNOWN, interaction, facts=missing)
        else:
            values = {"advised": ahead.pattern, "declared": declared, **_reasons(ahead, behind),
                      "flip": _describe_flip(_flips(context.engine, facts, declared), declared)}
            yield pattern_verdict(VIOLATED, interaction, values, numbers={"margin": float(ahead.score - behind.score)})


def _gap_closers(engine: Engine, margin: float) -> _GapClosers:
    for cached in _latest:
        if cached.engine is engine and cached.margin == margin:
            return cached
    created = _GapClosers(engine, margin)
    _latest[:] = [created]
    return created


class _GapClosers:
    """Finds the unknown facts of which a single answer brings a pattern within the margin."""

    def __init__(self, engine: Engine, margin: float) -> None:
        self.margin = margin
        self.engine = engine
        self._relevant = engine.ranking.scoring_boxes | engine.advice.conflict_boxes
        self._compared = [
            name for compare in engine.fact_index.comparisons for name in (compare.smaller, compare.larger)
        ]
        self._cache: dict[tuple[Any, ...], tuple[str, ...]] = {}  # facts in the same cells give the same result

    def of(self, facts: Facts, declared: str) -> tuple[str, ...]:
        """Returns these facts, in vocabulary order."""
        known, joined = self.engine.fact_index.look_up(facts)
        key = (declared, known.stated, joined & self._relevant, *map(facts.get, self._compared))
        names = self._cache.get(key)
        if names is None:
            names = self._find(facts, declared)
            if len(self._cache) < MAX_CACHED:
                self._cache[key] = names
        return names

    def _find(self, facts: Facts, declared: str) -> tuple[str, ...]:
        def close_gap(changed: Facts) -> str | None:
            is_answer = len(changed) > len(facts)
            return declared if is_answer and self._is_near(changed, declared) else None

        from advisor.engine.flip_points import analyse_flips

        flips = analyse_flips(self.engine.fact_index, facts, None, close_gap).flip_points
        return tuple(dict.fromkeys(flip.fact for flip in flips))

    def _is_near(self, facts: Facts, declared: str) -> bool:
        """Returns whether a pattern is within the margin, and neither excluded nor contradicted."""
        fired = self.engine.fact_index.fired_boxes(facts)
        excluding = self.engine.ranking.excluding_boxes
        if fired & self.engine.advice.conflict_boxes or fired & excluding[declared]:
            return False
        scores = self.engine.ranking.scores(fired)
        best = max(score for name, score in scores.items() if not fired & excluding[name])
        return best - scores[declared] < self.margin


def _reasons(advised: RankedPattern, declared: RankedPattern) -> dict[str, str]:
    """Returns the strongest reasons for the advised and against the declared pattern."""
    best = next((reason for reason in advised.reasons if reason.points > 0), None)
    worst = next((reason for reason in reversed(declared.reasons) if reason.points < 0), None)
    return {"for": best.because if best else "Little speaks for it, and less for the others.",
            "against": worst.because if worst else "Nothing, but less speaks for it."}


def _flips(engine: Engine, facts: Facts, declared: str) -> tuple[FlipPoint, ...]:
    """Returns all single-fact changes that make a pattern win."""
    def wins(changed: Facts) -> str | None:
        return declared if engine.winner(changed) == declared else None

    from advisor.engine.flip_points import analyse_flips

    return analyse_flips(engine.fact_index, facts, None, wins).flip_points


def _describe_flip(flips: tuple[FlipPoint, ...], declared: str) -> str:
    """Describes the nearest change that makes the declared pattern win."""
    if not flips:
        return f"no single change makes {declared} win"
    flip = flips[0]
    return f"{declared} would win if {flip.fact} were {_in_words(flip.value)} instead of {_in_words(flip.current)}"


def _in_words(value: Any) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:,g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return str(value)
