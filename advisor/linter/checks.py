"""The checks that a practice may name."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from advisor.linter import documents, system
from advisor.linter.homes import Checks
from advisor.linter.whole import Whole
from advisor.readers.fences import is_fragment

CHECKS = Checks({
    "around-the-gateway": "structure",
    "conflicting-needs": "disagreement",
    "dangling-service": "structure",
    "excluded-pattern": "disagreement",
    "mixed-patterns": "structure",
    "pattern-mismatch": "mismatch",
    "shared-database": "structure",
    "stale-decision": "records",
    **documents.CHECKS.homes,  # what needs the documents themselves
    **system.CHECKS.homes,  # what needs the graph of all calls
})

# The fact that must be stated somewhere, or else nothing breaks the practice, whatever it asks.
BREAKING = {
    "queue-drain": "consumer_rps",
    "retry-amplification": "retries.attempts",
    "retry-layers": "retries.attempts",
    "timeout-inversion": "timeout_ms",
}


def may_find(check: str, whole: Whole, stated: Collection[str]) -> bool:
    """Returns whether a check may find anything broken, by a look that costs next to nothing.

    Args:
        stated: the facts that are known of any interaction.
    """
    architecture, reading = whole.architecture, whole.reading
    match check:
        case "availability-below-target":
            stating = any(service.availability is not None for service in architecture.services.values())
            return stating or any(flow.availability is not None for flow in architecture.flows)
        case "latency-over-budget":
            return "latency_budget_ms" in stated or any(
                flow.latency_budget_ms is not None for flow in architecture.flows)
        case "stale-decision":
            return whole.kept is not None
        case "incomplete-block":
            blocks = chain.from_iterable(reading.blocks.values()) if reading is not None else ()
            return any(map(is_fragment, blocks))
        case "invalid-architecture":
            return reading is not None and bool(reading.problems)
        case "unreadable-diagram":
            return reading is not None and any(page.drawing.faults for page in reading.pages)
    return check not in BREAKING or BREAKING[check] in stated
