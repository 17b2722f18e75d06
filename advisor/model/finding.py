"""Findings, documents checked by the linter, open questions, flows and counts of a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from advisor.errors import Problem
from advisor.text.source import Span

SEVERITIES = ("error", "warning", "info")  # worst first
FINGERPRINT_DIGITS = 16  # hexadecimal


class TextEdit(NamedTuple):
    """Replacement of the text between two offsets."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """An automatic fix of a finding. A safe fix keeps the intended meaning of the document."""

    description: str  # description, such as "Write `timeout_ms`."
    edits: tuple[TextEdit, ...]  # in one file, in order, not overlapping
    is_safe: bool


class Suppression(NamedTuple):
    """Suppression of a finding."""

    kind: str  # `comment` or `baseline`
    reason: str  # the stated reason, or empty


class ReportedFinding(NamedTuple):
    """A finding with its fix and suppression."""

    finding: Finding
    fix: Fix | None = None
    suppression: Suppression | None = None


class NotRead(NamedTuple):
    """A part of a document that was not read, with the reason."""

    file: str
    line: int  # from 1; 0 if the whole file was not read
    what: str  # the part and the reason, as a sentence

    @classmethod
    def from_problem(cls, problem: Problem) -> NotRead:
        """Returns a part that is valid but unsupported, or could not be read."""
        file, line = (problem.span.file, problem.span.line) if problem.span is not None else (problem.file, 0)
        return cls(file, line, f"{problem.message} {problem.remedy}".rstrip())

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


class DocumentResult(NamedTuple):
    """Result of one document."""

    file: str
    findings: tuple[ReportedFinding, ...]  # in document order
    questions: tuple[FactQuestion, ...]
    interaction_count: int  # number of interactions read
    not_read: tuple[NotRead, ...] = ()


class RelatedPlace(NamedTuple):
    """Another place that a finding is about, within one line; it may be in another file."""

    file: str
    line: int  # lines and columns count from 1; the end is exclusive
    column: int
    end_column: int
    message: str  # what is there, such as "Timeout of `pay`"


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
    related: tuple[RelatedPlace, ...] = ()  # the other places, in order


class FactQuestion(NamedTuple):
    """Facts that a practice needs and the document does not state."""

    rule: str
    interaction: str  # id; empty if the question is about a service or flow
    subject: str  # display name: interaction, service or flow
    facts: tuple[str, ...]
    question: str
    span: Span
    rank: int = 0  # the most valuable question has the lowest


class VerdictCounts(NamedTuple):
    """Number of verdicts on a practice by outcome."""

    satisfied: int
    violated: int
    unknown: int
    not_applicable: int


class FlowHop(NamedTuple):
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
    hops: tuple[FlowHop, ...]
    budget_ms: float | None
    typical_ms: float | None  # None if a hop is unknown
    worst_ms: float | None
    target: float | None  # availability, a fraction
    availability: float | None  # upper bound if some services are unknown

    @property
    def misses_target(self) -> bool:
        """Whether it misses a target, in the worst or the typical case."""
        late = self.budget_ms is not None and any(
            value is not None and value > self.budget_ms for value in (self.typical_ms, self.worst_ms))
        return late or (self.target is not None and self.availability is not None and self.availability < self.target)


class AsyncImprovement(NamedTuple):
    """Benefit of making one blocking interaction asynchronous."""

    interaction: str
    proposed: bool  # False if its caller needs the response and needs a redesign
    because: str
    availability_gain: float | None  # as a fraction, for the best upstream entry point
    worst_ms_gain: float | None
    amplification_gain: float | None  # as a factor


class ArchitectureReview(NamedTuple):
    """Result of checking documents that are read together against all practices."""

    documents: tuple[DocumentResult, ...]
    counts: Mapping[str, VerdictCounts]  # by practice
    flows: tuple[FlowReview, ...] = ()
    improvements: tuple[AsyncImprovement, ...] = ()  # largest gain first
    omitted_questions: int = 0  # number of omitted questions: a very large architecture has too many

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings that count, worst first, then in the order of the documents."""
        active = [noted.finding for document in self.documents for noted in document.findings
                  if noted.suppression is None]
        return tuple(sorted(active, key=lambda finding: SEVERITIES.index(finding.severity)))

    @property
    def questions(self) -> tuple[FactQuestion, ...]:
        """The questions of all documents, most valuable first."""
        return sort_questions(self.documents)

    @property
    def suppressed(self) -> tuple[ReportedFinding, ...]:
        """The findings that comments in the documents suppress."""
        return tuple(noted for document in self.documents for noted in document.findings
                     if noted.suppression is not None)


def sort_questions(documents: Iterable[DocumentResult]) -> tuple[FactQuestion, ...]:
    """Returns the questions of documents, most valuable first."""
    questions = (question for document in documents for question in document.questions)
    return tuple(sorted(questions, key=lambda question: question.rank))


def sum_counts(counts: Iterable[Mapping[str, VerdictCounts]]) -> dict[str, VerdictCounts]:
    """Returns the sum of several counts by practice."""
    total: dict[str, VerdictCounts] = {}
    for known in counts:
        for rule, added in known.items():
            before = total.get(rule)
            total[rule] = added if before is None else VerdictCounts(*map(sum, zip(before, added, strict=True)))
    return total


def fingerprint(*identity: str, digits: int = FINGERPRINT_DIGITS) -> str:
    """Returns the fingerprint of a finding, or of whatever else these texts identify."""
    return sha256("\0".join(identity).encode(errors="surrogatepass")).hexdigest()[:digits]
