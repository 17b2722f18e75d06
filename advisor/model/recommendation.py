"""A recommendation with its ranking, reasons and open questions."""

from __future__ import annotations

from typing import Any, NamedTuple


class Reason(NamedTuple):
    rule: str
    points: int
    because: str
    source: str
    title: str
    status: str  # as-written, corrected, added
    corrects: str


class RankedPattern(NamedTuple):
    """One pattern with its score, the sum of the points of its reasons."""

    pattern: str
    score: int
    reasons: tuple[Reason, ...]  # for (points > 0) and against (points < 0), largest first
    excluded: bool


class Exclusion(NamedTuple):
    pattern: str
    rule: str
    because: str
    source: str


class FlipPoint(NamedTuple):
    """A fact that makes `pattern` win if changed to `value`. `current` is None if the fact is unknown."""

    fact: str
    current: Any
    value: Any
    pattern: str


class OpenQuestion(NamedTuple):
    fact: str
    question: str
    help: str
    could_become: tuple[str, ...]
    together_with: tuple[str, ...] = ()  # other facts needed for this one to matter


class UndecidedRule(NamedTuple):
    """An undecided rule: the points it would add and the missing facts."""

    rule: str
    points: dict[str, int]
    waits_for: tuple[str, ...]
    because: str


class FactConflict(NamedTuple):
    rule: str
    title: str
    because: str
    facts: tuple[str, ...]
    split_critical: str
    split_rest: str
    source: str


class RecommendationWarning(NamedTuple):
    """A warning about the recommendation."""

    rule: str
    text: str
    source: str
    status: str
    corrects: str


class Advice(NamedTuple):
    """An advised practice or technology."""

    id: str
    title: str
    because: str
    remedy: str = ""  # what to do; empty for a technology
    source: str = ""


class Recommendation(NamedTuple):
    status: str  # decided, leaning, undecided, conflict
    pattern: str | None
    margin: int | None  # points ahead of the runner-up; None without a winner
    exact: bool  # False only if the proof over all completions hit its limit
    ranking: tuple[RankedPattern, ...]
    excluded: tuple[Exclusion, ...]
    flip_points: tuple[FlipPoint, ...]
    open_questions: tuple[OpenQuestion, ...]
    would_add: tuple[UndecidedRule, ...]
    conflicts: tuple[FactConflict, ...]
    warnings: tuple[RecommendationWarning, ...]
    practices: tuple[Advice, ...]
    technologies: tuple[Advice, ...]

    @property
    def decision(self) -> Decision:
        """The summary of this recommendation."""
        excluded = tuple(dict.fromkeys(exclusion.pattern for exclusion in self.excluded))
        return Decision(self.status, self.pattern, self.margin, self.exact, excluded)

    @property
    def contributing_ids(self) -> set[str]:
        """Ids of all rules, practices and technologies in this recommendation."""
        ids = {reason.rule for ranked in self.ranking for reason in ranked.reasons}
        for items in (self.excluded, self.conflicts, self.warnings):
            ids |= {item.rule for item in items}
        return ids | {item.id for item in (*self.practices, *self.technologies)}


class ProvisionalDecision(NamedTuple):
    """Outcome for the known facts, without the proof of changes."""

    is_conflict: bool
    pattern: str | None  # of the decision
    excluded: tuple[str, ...]  # patterns


class Decision(NamedTuple):
    """Summary of a recommendation, enough for a table row."""

    status: str
    pattern: str | None
    margin: int | None
    exact: bool
    excluded: tuple[str, ...]  # patterns
