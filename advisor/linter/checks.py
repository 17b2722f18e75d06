"""The checks that a practice may name."""

from __future__ import annotations

from collections.abc import Collection

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
    fact, look = BREAKING.get(check), LOOKS.get(check)
    return (fact is None or fact in stated) and (look is None or look(whole, stated))


def _availability(whole: Whole, stated: Collection[str]) -> bool:
    architecture = whole.architecture
    return (any(service.availability is not None for service in architecture.services.values())
            or any(flow.availability is not None for flow in architecture.flows))


def _budget(whole: Whole, stated: Collection[str]) -> bool:
    return "latency_budget_ms" in stated or any(flow.latency_budget_ms is not None for flow in whole.architecture.flows)


def _record(whole: Whole, stated: Collection[str]) -> bool:
    return whole.kept is not None


def _fragment(whole: Whole, stated: Collection[str]) -> bool:
    return whole.reading is not None and any(
        is_fragment(block) for blocks in whole.reading.blocks.values() for block in blocks)


def _problem(whole: Whole, stated: Collection[str]) -> bool:
    return whole.reading is not None and bool(whole.reading.problems)


def _fault(whole: Whole, stated: Collection[str]) -> bool:
    return whole.reading is not None and any(page.drawing.faults for page in whole.reading.pages)


LOOKS = {
    "availability-below-target": _availability,
    "incomplete-block": _fragment,
    "invalid-architecture": _problem,
    "latency-over-budget": _budget,
    "stale-decision": _record,
    "unreadable-diagram": _fault,
}
