"""The system as a whole: how calls depend on one another, with the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.linter.homes import Checks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.linter.whole import Verdict, Whole
    from advisor.model.finding import FlowReview, Improvement

__all__ = ["CHECKS", "flow_reviews", "improvements"]

CHECKS = Checks({
    "availability-below-target": "system.availability",
    "latency-over-budget": "system.latency",
    "queue-drain": "system.queues",
    "retry-amplification": "system.retries",
    "retry-layers": "system.retries",
    "sync-chain": "system.chains",
    "sync-cycle": "system.chains",
    "timeout-inversion": "system.latency",
})


def flow_reviews(whole: Whole) -> tuple[FlowReview, ...]:
    """Returns the declared flows; where there are none, one for each call that begins where nobody is waited for."""
    from advisor.linter.system.reviews import flow_reviews as reviews

    return reviews(whole)


def improvements(whole: Whole, verdicts: Iterable[Verdict] | None = None) -> tuple[Improvement, ...]:
    """Returns what making single calls asynchronous would gain: those that violated verdicts name, or all."""
    from advisor.linter.system.improving import improvements as improving

    return improving(whole, verdicts)
