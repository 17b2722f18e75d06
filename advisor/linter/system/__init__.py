"""The system as a whole: how calls depend on one another, with the numbers."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.linter.system.availability import availability_below_target
from advisor.linter.system.chains import sync_chain, sync_cycle
from advisor.linter.system.improvements import improvements
from advisor.linter.system.latency import latency_over_budget, timeout_inversion
from advisor.linter.system.queues import queue_drain
from advisor.linter.system.retries import retry_amplification, retry_layers
from advisor.linter.system.reviews import flow_reviews
from advisor.linter.whole import Check

__all__ = ["CHECKS", "flow_reviews", "improvements"]

CHECKS: Mapping[str, Check] = {
    "availability-below-target": availability_below_target,
    "latency-over-budget": latency_over_budget,
    "queue-drain": queue_drain,
    "retry-amplification": retry_amplification,
    "retry-layers": retry_layers,
    "sync-chain": sync_chain,
    "sync-cycle": sync_cycle,
    "timeout-inversion": timeout_inversion,
}
