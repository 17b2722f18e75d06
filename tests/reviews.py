"""A review made by hand, for tests of what reports make of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.model.finding import (
    ArchitectureReview,
    AsyncImprovement,
    DocumentResult,
    FactQuestion,
    Finding,
    FlowHop,
    FlowReview,
    RelatedPlace,
    ReportedFinding,
    VerdictCounts,
)
from advisor.text.source import Source, Span

DOCUMENT = Source("orders.yaml", """\
version: 1
interactions:
  - id: order-created
    from: order-service
    design: {pattern: rest, timeout_ms: none, retries: {attempts: 3, backoff: none}}
  - id: place-order
    from: client
    design: {pattern: rest, timeout_ms: 500}
""")


def span_of(words: str, source: Source = DOCUMENT) -> Span:
    start = source.text.index(words)
    return Span(source, start, start + len(words))


NO_TIMEOUT = Finding(
    "missing-timeout", "error", "order-service calls inventory-service without a timeout", span_of("none"),
    "order-created", "4f1c", "Set a connect timeout and a total timeout below the caller's own budget.")
CHAIN = Finding(
    "timeout-inversion", "error", "place-order gives up before what it calls may have answered", span_of("500"),
    "place-order", "77aa", "Give the caller more time, or the callee fewer attempts.",
    ("place-order", "order-created"), {"timeout_ms": 500, "needed_ms": 2400.0, "attempts": 4},
    (RelatedPlace("orders.yaml", 5, 57, 67, "order-created may take 2,400 ms"),))
NO_BACKOFF = Finding(
    "retry-without-backoff", "warning", "order-service repeats at once", span_of("backoff: none"), "order-created",
    "0b2e", "Wait longer before each repeat.")
SERVICE = Finding(
    "availability-below-target", "info", "inventory-service cannot reach its target", span_of("order-service"), "",
    "91d0", "Make a call asynchronous.", ("order-service", "inventory-service"), {"availability": 0.99825})
QUESTIONS = (
    FactQuestion("missing-idempotency", "place-order", "place-order", ("idempotency",),
                 "`place-order` says nothing about its idempotency: What makes a repeated message harmless?",
                 span_of("id: place-order")),
    FactQuestion("unsafe-retry", "place-order", "place-order", ("idempotency",),
                 "`place-order` says nothing about its idempotency: What makes a repeated message harmless?",
                 span_of("id: place-order")),
    FactQuestion("availability-below-target", "", "order-service", (), "How available is `order-service`?",
                 span_of("order-service")),
)
FLOW = FlowReview(
    "checkout", True,
    (FlowHop("place-order", 0, False, True, 34, 2600), FlowHop("create-order", 1, False, True, 30, 1230),
     FlowHop("reserve-stock", 1, True, True, 12.5, None), FlowHop("order-created", 0, False, False, None, None)),
    800, 34, 2600, 0.999, 0.99825)
DERIVED = FlowReview("from-job", False, (FlowHop("nightly", 0, False, True, 4, 10),), None, 4, 10, None, None)
IMPROVEMENTS = (
    AsyncImprovement(
        "place-order", False, "Its caller needs the answer and would have to be redesigned.", 0.0015, 2000, 4
    ),
    AsyncImprovement("reserve-stock", True, "Its caller does not need the answer.", None, 30.5, None),
)


class MadeReview(NamedTuple):
    """The parts of a review; `of_documents` sorts them into documents."""

    findings: tuple[Finding, ...]
    questions: tuple[FactQuestion, ...]
    counts: Mapping[str, VerdictCounts]
    flows: tuple[FlowReview, ...]
    improvements: tuple[AsyncImprovement, ...]

    def of_documents(self, files: Iterable[str], interactions: int) -> ArchitectureReview:
        """Returns the review; the interactions are those of the first file."""
        names = dict.fromkeys((*files, *(part.span.file for part in (*self.findings, *self.questions))))
        noted = sorted(map(ReportedFinding, self.findings), key=lambda one: (one.finding.span.start, one.finding.rule))
        documents = tuple(DocumentResult(
            name, tuple(one for one in noted if one.finding.span.file == name),
            tuple(one for one in self.questions if one.span.file == name), 0 if number else interactions)
            for number, name in enumerate(names))
        return ArchitectureReview(documents, self.counts, self.flows, self.improvements)


REVIEW = MadeReview(
    (NO_TIMEOUT, CHAIN, NO_BACKOFF, SERVICE), QUESTIONS,
    {"missing-timeout": VerdictCounts(1, 1, 0, 2), "retry-without-backoff": VerdictCounts(0, 1, 3, 0)},
    (DERIVED, FLOW), IMPROVEMENTS)
CLEAN = MadeReview((), QUESTIONS, {"missing-timeout": VerdictCounts(2, 0, 0, 2)}, (DERIVED,), IMPROVEMENTS)
