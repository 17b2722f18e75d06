"""A recommendation: the answer and everything it rests on, as plain values."""

from __future__ import annotations

from typing import Any

from advisor.source.frozen import NamedTuple


class Reason(NamedTuple):
    rule: str
    points: int
    because: str
    source: str
    title: str
    status: str  # as-written, corrected, added
    corrects: str


class Ranked(NamedTuple):
    """One pattern with its score: the sum of the points of its reasons and nothing else."""

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
    """One fact, changed to `value`, makes `pattern` win. `current` is None where the fact is unknown."""

    fact: str
    current: Any
    value: Any
    pattern: str


class OpenQuestion(NamedTuple):
    fact: str
    question: str
    help: str
    could_become: tuple[str, ...]
    together_with: tuple[str, ...] = ()  # the other facts without which this one changes nothing


class WouldAdd(NamedTuple):
    """A rule that is still unknown: what it would add, and the facts it waits for."""

    rule: str
    points: dict[str, int]
    waits_for: tuple[str, ...]
    because: str


class Conflict(NamedTuple):
    rule: str
    title: str
    because: str
    facts: tuple[str, ...]
    split_critical: str
    split_rest: str
    source: str


class Caution(NamedTuple):
    """What must be said with the answer."""

    rule: str
    text: str
    source: str
    status: str
    corrects: str


class Advice(NamedTuple):
    """A practice or technology, by id, with its sentence."""

    id: str
    title: str
    because: str


class Recommendation(NamedTuple):
    status: str  # decided, leaning, undecided, conflict
    pattern: str | None
    margin: int | None  # points ahead of the runner-up; None without a winner
    exact: bool  # False only where the proof over all completions was cut short
    ranking: tuple[Ranked, ...]
    excluded: tuple[Exclusion, ...]
    flip_points: tuple[FlipPoint, ...]
    open_questions: tuple[OpenQuestion, ...]
    would_add: tuple[WouldAdd, ...]
    conflicts: tuple[Conflict, ...]
    warnings: tuple[Caution, ...]
    practices: tuple[Advice, ...]
    technologies: tuple[Advice, ...]

    @property
    def decision(self) -> Decision:
        """The short form of this recommendation."""
        excluded = tuple(dict.fromkeys(exclusion.pattern for exclusion in self.excluded))
        return Decision(self.status, self.pattern, self.margin, self.exact, excluded)

    @property
    def taking_part(self) -> set[str]:
        """The ids of everything that has a say in this recommendation or is said with it."""
        ids = {reason.rule for ranked in self.ranking for reason in ranked.reasons}
        for said in (self.excluded, self.conflicts, self.warnings):
            ids |= {item.rule for item in said}
        return ids | {item.id for item in (*self.practices, *self.technologies)}


class Standing(NamedTuple):
    """How patterns stand on what is known, without the proof of what would change it."""

    is_conflict: bool
    pattern: str | None  # of the decision
    excluded: tuple[str, ...]  # patterns


class Decision(NamedTuple):
    """The short form: enough for a table row."""

    status: str
    pattern: str | None
    margin: int | None
    exact: bool
    excluded: tuple[str, ...]  # patterns
