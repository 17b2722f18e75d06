"""Analyses the call graph: availability, latency, retries, call chains and queue drain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.linter.homes import CheckRegistry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.linter.context import LintContext, Verdict
    from advisor.model.finding import AsyncImprovement, FlowReview

__all__ = ["CHECKS", "flow_reviews", "improvements"]

CHECKS = CheckRegistry({
    "availability-below-target": "system.availability",
    "latency-over-budget": "system.latency",
    "queue-drain": "system.queues",
    "retry-amplification": "system.retries",
    "retry-layers": "system.retries",
    "sync-chain": "system.chains",
    "sync-cycle": "system.chains",
    "timeout-inversion": "system.latency",
})


def flow_reviews(context: LintContext) -> tuple[FlowReview, ...]:
    """Returns the declared flows, or if there are none, one derived flow per entry call."""
    from advisor.linter.system.reviews import flow_reviews as reviews

    return reviews(context)


def improvements(context: LintContext, verdicts: Iterable[Verdict] | None = None) -> tuple[AsyncImprovement, ...]:
    """Returns the benefit of making calls asynchronous: those that violated verdicts name, or all."""
    from advisor.linter.system.improving import improvements as improving

    return improving(context, verdicts)
