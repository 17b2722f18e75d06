"""What a review of an architecture finds: faults, open questions, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.source import Span
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.model.checked import Noted

SEVERITIES = ("error", "warning", "info")  # worst first


class Finding(NamedTuple):
    """A practice that a design breaks, and where."""

    rule: str
    severity: str
    message: str
    span: Span
    interaction: str  # its id; empty where the finding is about a service or a flow
    fingerprint: str  # stays the same when other parts of the document change
    help: str  # what to do
    path: tuple[str, ...] = ()  # services or interactions that the finding is about, in order
    numbers: dict[str, float] = {}  # what was computed, by name with unit


class Question(NamedTuple):
    """What a practice needs to know and the document does not say."""

    rule: str
    interaction: str  # its id; empty where a service or flow is asked about
    subject: str  # the name to show: interaction, service or flow
    facts: tuple[str, ...]
    question: str
    span: Span


class Counts(NamedTuple):
    """How often a practice was judged which way."""

    satisfied: int
    violated: int
    unknown: int
    not_applicable: int


class Hop(NamedTuple):
    """One step of a flow with the time it may take; None where the document does not say."""

    interaction: str
    depth: int  # 0 for a step of the flow itself; a call made within the one above is one deeper
    parallel: bool  # runs beside the hop before it
    blocking: bool
    typical_ms: float | None
    worst_ms: float | None


class FlowReview(NamedTuple):
    """A flow, declared or derived from an entry point, with its sums against its targets."""

    id: str
    declared: bool
    hops: tuple[Hop, ...]
    budget_ms: float | None
    typical_ms: float | None  # None where a hop is not known
    worst_ms: float | None
    target: float | None  # availability, a fraction
    availability: float | None  # a bound from above where some services are not known

    @property
    def is_over(self) -> bool:
        """Whether it misses a target, in the worst case or already in the typical one."""
        late = self.budget_ms is not None and any(
            value is not None and value > self.budget_ms for value in (self.typical_ms, self.worst_ms))
        return late or (self.target is not None and self.availability is not None and self.availability < self.target)


class Improvement(NamedTuple):
    """What making one blocking interaction asynchronous would gain."""

    interaction: str
    proposed: bool  # False where its caller needs the answer and would have to be redesigned
    because: str
    availability_gain: float | None  # fraction points of the best entry point above it
    worst_ms_gain: float | None
    amplification_gain: float | None  # as a factor


class Review(NamedTuple):
    """Everything that reading a whole architecture against the practices found."""

    findings: tuple[Finding, ...]  # worst first, then in the order of the documents
    questions: tuple[Question, ...]  # most valuable first
    counts: dict[str, Counts]  # by practice
    flows: tuple[FlowReview, ...] = ()
    improvements: tuple[Improvement, ...] = ()  # largest gain first
    untold: int = 0  # questions beyond those, only counted: a very large architecture leaves too much open
    silenced: tuple[Noted, ...] = ()  # what comments in the documents take out of the findings
