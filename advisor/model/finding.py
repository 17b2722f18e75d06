"""Results of an architecture review: findings, open questions, metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.source import Span
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.model.checked import Noted

SEVERITIES = ("error", "warning", "info")  # worst first


class Finding(NamedTuple):
    """A violated practice with its location."""

    rule: str
    severity: str
    message: str
    span: Span
    interaction: str  # id; empty if the finding is about a service or flow
    fingerprint: str  # stable if other parts of the document change
    help: str  # remedy
    path: tuple[str, ...] = ()  # affected services or interactions, in order
    numbers: dict[str, float] = {}  # computed values, by name with unit


class Question(NamedTuple):
    """Facts that a practice needs and the document does not state."""

    rule: str
    interaction: str  # id; empty if the question is about a service or flow
    subject: str  # display name: interaction, service or flow
    facts: tuple[str, ...]
    question: str
    span: Span


class Counts(NamedTuple):
    """Number of verdicts on a practice by outcome."""

    satisfied: int
    violated: int
    unknown: int
    not_applicable: int


class Hop(NamedTuple):
    """One step of a flow with its latency; None if it is not stated."""

    interaction: str
    depth: int  # 0 for a step of the flow itself; a nested call is one deeper
    parallel: bool  # runs in parallel with the previous hop
    blocking: bool
    typical_ms: float | None
    worst_ms: float | None


class FlowReview(NamedTuple):
    """A flow, declared or derived from an entry point, with totals and targets."""

    id: str
    declared: bool
    hops: tuple[Hop, ...]
    budget_ms: float | None
    typical_ms: float | None  # None if a hop is unknown
    worst_ms: float | None
    target: float | None  # availability, a fraction
    availability: float | None  # upper bound if some services are unknown

    @property
    def is_over(self) -> bool:
        """Whether it misses a target, in the worst or the typical case."""
        late = self.budget_ms is not None and any(
            value is not None and value > self.budget_ms for value in (self.typical_ms, self.worst_ms))
        return late or (self.target is not None and self.availability is not None and self.availability < self.target)


class Improvement(NamedTuple):
    """Benefit of making one blocking interaction asynchronous."""

    interaction: str
    proposed: bool  # False if its caller needs the response and needs a redesign
    because: str
    availability_gain: float | None  # as a fraction, for the best upstream entry point
    worst_ms_gain: float | None
    amplification_gain: float | None  # as a factor


class Review(NamedTuple):
    """Result of checking an architecture against all practices."""

    findings: tuple[Finding, ...]  # worst first, then in the order of the documents
    questions: tuple[Question, ...]  # most valuable first
    counts: dict[str, Counts]  # by practice
    flows: tuple[FlowReview, ...] = ()
    improvements: tuple[Improvement, ...] = ()  # largest gain first
    untold: int = 0  # number of omitted questions: a very large architecture has too many
    silenced: tuple[Noted, ...] = ()  # findings suppressed by comments in the documents
