"""The effect of an answer on the ranking, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine import Engine

NO_EFFECT = "nothing changes"


class PatternScores(NamedTuple):
    """The scores of all patterns, and the leader."""

    scores: dict[str, int]  # of patterns that are not excluded
    excluded: tuple[str, ...]
    leader: str | None
    is_contradictory: bool = False

    @property
    def margin(self) -> int:
        """The leader's margin in points over the second pattern."""
        others = [score for name, score in self.scores.items() if name != self.leader]
        return self.scores[self.leader] - max(others, default=0) if self.leader else 0

    @property
    def ranked(self) -> list[tuple[str, int]]:
        """The patterns with their scores, best first."""
        return sorted(self.scores.items(), key=lambda entry: (entry[0] != self.leader, -entry[1]))


def score_patterns(engine: Engine, facts: Mapping[str, Any]) -> PatternScores:
    """Returns the scores of the patterns for these facts."""
    fired = engine.fact_index.fired_boxes(facts)
    excluded = tuple(name for name in engine.patterns if fired & engine.ranking.excluding_boxes[name])
    scores = {name: score for name, score in engine.ranking.scores(fired).items() if name not in excluded}
    if fired & engine.advice.conflict_boxes:
        return PatternScores(scores, excluded, None, is_contradictory=True)
    return PatternScores(scores, excluded, engine.winner(facts) or engine.decide(facts).pattern)


def describe_effect(engine: Engine, before: PatternScores, facts: Mapping[str, Any]) -> str:
    """Describes the change from earlier scores to those for the given facts."""
    after = score_patterns(engine, facts)
    if after.is_contradictory:
        (first, *_) = engine.advice.conflicts(engine.fact_index.fired_boxes(facts))
        return f"contradicts: {_lowered(first.title).rstrip('.')}; it would be split in two"
    newly = [name for name in after.excluded if name not in before.excluded]
    return "; ".join(filter(None, (_ruled_out(newly), _lead(before, after)))) or NO_EFFECT


def _ruled_out(names: list[str]) -> str:
    return f"rules out {' and '.join(names)}" if names else ""


def _lead(before: PatternScores, after: PatternScores) -> str:
    if after.leader is None:
        return "" if before.leader is None and after.scores == before.scores else "nobody would lead"
    if after.leader != before.leader:
        return f"{after.leader} would lead" + (f" by {after.margin}" if after.margin else ", level on points")
    if after.margin == before.margin:
        return ""
    return f"{after.leader} stays ahead, by {after.margin} (now {before.margin})"


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
