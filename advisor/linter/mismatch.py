"""Where another pattern than the declared one is ahead: by how much, why, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.engine import Engine
from advisor.linter.disagreement import on_choice
from advisor.linter.whole import SATISFIED, UNKNOWN, VIOLATED, Verdict, Whole
from advisor.model.practice import Practice
from advisor.model.recommendation import FlipPoint, Ranked

Facts = Mapping[str, Any]
MOST_KNOWN = 5000  # answers that are remembered


def pattern_mismatch(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields how each declared pattern stands against the advised one.

    It is broken by a deficit of `margin` points or more. Where a single answer to what is still unknown would bring the
    declared pattern nearer than that, the answer is asked for and nothing is claimed.
    """
    rescues = _rescues_of(whole.engine, practice.parameters["margin"])
    for interaction in whole.architecture.interactions:
        declared, standing = interaction.declared, whole.standings[interaction.id]
        if declared is None or standing.pattern is None or declared in standing.excluded:
            continue
        if declared == standing.pattern:
            if whole.is_thorough:
                yield on_choice(SATISFIED, interaction)
            continue
        facts = interaction.facts()
        ranked = {one.pattern: one for one in whole.engine.explain(facts)}
        ahead, behind = ranked[standing.pattern], ranked[declared]
        if ahead.score - behind.score < rescues.margin:
            if whole.is_thorough:
                yield on_choice(SATISFIED, interaction)
        elif waiting := rescues.of(facts, declared):
            if whole.is_thorough:
                yield on_choice(UNKNOWN, interaction, facts=waiting)
        else:
            values = {"advised": ahead.pattern, "declared": declared, **_reasons(ahead, behind),
                      "flip": _flip_in_words(_flips(whole.engine, facts, declared), declared)}
            yield on_choice(VIOLATED, interaction, values, numbers={"margin": float(ahead.score - behind.score)})


_latest: list[_Rescues] = []  # documents come one after the other to be judged by the same


def _rescues_of(engine: Engine, margin: float) -> _Rescues:
    for known in _latest:
        if known.engine is engine and known.margin == margin:
            return known
    found = _Rescues(engine, margin)
    _latest[:] = [found]
    return found


class _Rescues:
    """Finds the unknown facts of which one answer alone would bring a pattern nearer than the margin."""

    def __init__(self, engine: Engine, margin: float) -> None:
        self.margin = margin
        self.engine = engine
        self._relevant = engine.ranking.scoring | engine.remarks.contradictions
        self._compared = [name for compare in engine.tables.compares for name in (compare.smaller, compare.larger)]
        self._found: dict[tuple[Any, ...], tuple[str, ...]] = {}  # what falls into the same cells is decided alike

    def of(self, facts: Facts, declared: str) -> tuple[str, ...]:
        """Returns these facts, in the vocabulary's order."""
        known, joined = self.engine.tables.look_up(facts)
        key = (declared, known.stated, joined & self._relevant, *map(facts.get, self._compared))
        found = self._found.get(key)
        if found is None:
            found = self._rescues(facts, declared)
            if len(self._found) < MOST_KNOWN:
                self._found[key] = found
        return found

    def _rescues(self, facts: Facts, declared: str) -> tuple[str, ...]:
        def rescued(answered: Facts) -> str | None:
            is_answer = len(answered) > len(facts)
            return declared if is_answer and self._is_near(answered, declared) else None

        from advisor.engine.flips import sweep

        flips = sweep(self.engine.tables, facts, None, rescued).flips
        return tuple(dict.fromkeys(flip.fact for flip in flips))

    def _is_near(self, facts: Facts, declared: str) -> bool:
        """Whether a pattern is behind by less than the margin in a world that can be."""
        fired = self.engine.tables.fired(facts)
        excluding = self.engine.ranking.excluding
        if fired & self.engine.remarks.contradictions or fired & excluding[declared]:
            return False
        scores = self.engine.ranking.scores(fired)
        best = max(score for name, score in scores.items() if not fired & excluding[name])
        return best - scores[declared] < self.margin


def _reasons(advised: Ranked, declared: Ranked) -> dict[str, str]:
    """The strongest reason for the advised pattern, and the strongest against the declared one."""
    best = next((reason for reason in advised.reasons if reason.points > 0), None)
    worst = next((reason for reason in reversed(declared.reasons) if reason.points < 0), None)
    return {
        "for": best.because if best else "Little speaks for it, and less for the others.",
        "against": worst.because if worst else "Nothing, but less speaks for it.",
    }


def _flips(engine: Engine, facts: Facts, declared: str) -> tuple[FlipPoint, ...]:
    """All changes of one fact that make a pattern win."""
    def led(changed: Facts) -> str | None:
        return declared if engine.winner(changed) == declared else None

    from advisor.engine.flips import sweep

    return sweep(engine.tables, facts, None, led).flips


def _flip_in_words(flips: tuple[FlipPoint, ...], declared: str) -> str:
    """The nearest change that makes the declared pattern win."""
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
