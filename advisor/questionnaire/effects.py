"""The effect of an answer on the ranking, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine import Engine

DOES_NOTHING = "nothing changes"


class Standing(NamedTuple):
    """The scores of all patterns, and the leader."""

    scores: dict[str, int]  # of patterns that are not excluded
    excluded: tuple[str, ...]
    leader: str | None
    contradicts: bool = False

    @property
    def lead(self) -> int:
        """The leader's margin in points over the second pattern."""
        others = [score for name, score in self.scores.items() if name != self.leader]
        return self.scores[self.leader] - max(others, default=0) if self.leader else 0

    @property
    def ranked(self) -> list[tuple[str, int]]:
        """The patterns with their scores, best first."""
        return sorted(self.scores.items(), key=lambda entry: (entry[0] != self.leader, -entry[1]))


def standing(engine: Engine, facts: Mapping[str, Any]) -> Standing:
    """Returns the scores of the patterns for these facts."""
    fired = engine.tables.fired(facts)
    excluded = tuple(name for name in engine.patterns if fired & engine.ranking.excluding[name])
    scores = {name: score for name, score in engine.ranking.scores(fired).items() if name not in excluded}
    if fired & engine.remarks.contradictions:
        return Standing(scores, excluded, None, contradicts=True)
    return Standing(scores, excluded, engine.winner(facts) or engine.decide(facts).pattern)


def effect(engine: Engine, before: Standing, facts: Mapping[str, Any]) -> str:
    """Describes the change from earlier scores to those for the given facts."""
    after = standing(engine, facts)
    if after.contradicts:
        (first, *_) = engine.remarks.conflicts(engine.tables.fired(facts))
        return f"contradicts: {_lowered(first.title).rstrip('.')}; it would be split in two"
    newly = [name for name in after.excluded if name not in before.excluded]
    return "; ".join(filter(None, (_ruled_out(newly), _lead(before, after)))) or DOES_NOTHING


def _ruled_out(names: list[str]) -> str:
    return f"rules out {' and '.join(names)}" if names else ""


def _lead(before: Standing, after: Standing) -> str:
    if after.leader is None:
        return "" if before.leader is None and after.scores == before.scores else "nobody would lead"
    if after.leader != before.leader:
        return f"{after.leader} would lead" + (f" by {after.lead}" if after.lead else ", level on points")
    if after.lead == before.lead:
        return ""
    return f"{after.leader} stays ahead, by {after.lead} (now {before.lead})"


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
