"""Registry of all checks that a practice may name."""

from __future__ import annotations

from collections.abc import Collection

from advisor.extraction.architecture.yaml_blocks import is_fragment
from advisor.linter import documents
from advisor.linter.context import LintContext
from advisor.linter.homes import CheckRegistry

SYSTEM_CHECKS = CheckRegistry({  # need the call graph, or rates of queues
    "availability-below-target": "checks.availability_below_target",
    "latency-over-budget": "checks.latency_over_budget",
    "queue-drain": "checks.queue_drain",
    "retry-amplification": "checks.retry_amplification",
    "retry-layers": "checks.retry_layers",
    "sync-chain": "checks.sync_chain",
    "sync-cycle": "checks.sync_cycle",
    "timeout-inversion": "checks.timeout_inversion",
})

CHECKS = CheckRegistry({
    "around-the-gateway": "structure",
    "conflicting-needs": "contradictions",
    "dangling-service": "structure",
    "excluded-pattern": "contradictions",
    "mixed-patterns": "structure",
    "pattern-mismatch": "mismatch",
    "shared-database": "structure",
    "stale-decision": "records",
    **documents.CHECKS.modules,  # need the source documents
    **SYSTEM_CHECKS.modules,
})

# Fact without which a practice cannot be violated, in any interaction.
REQUIRED_FACTS = {
    "queue-drain": "consumer_rps",
    "retry-amplification": "retries.attempts",
    "retry-layers": "retries.attempts",
    "timeout-inversion": "timeout_ms",
}


def may_be_violated(check: str, context: LintContext, stated: Collection[str]) -> bool:
    """Returns whether a check can find a violation, by a cheap test.

    Args:
        stated: names of the facts known of any interaction.
    """
    fact, precondition = REQUIRED_FACTS.get(check), PRECONDITIONS.get(check)
    return (fact is None or fact in stated) and (precondition is None or precondition(context, stated))


def _has_availability_target(context: LintContext, stated: Collection[str]) -> bool:
    architecture = context.architecture
    return (any(service.availability is not None for service in architecture.services.values())
            or any(flow.availability is not None for flow in architecture.flows))


def _has_latency_budget(context: LintContext, stated: Collection[str]) -> bool:
    return ("latency_budget_ms" in stated
            or any(flow.latency_budget_ms is not None for flow in context.architecture.flows))


def _has_record(context: LintContext, stated: Collection[str]) -> bool:
    return context.recorded_decision is not None


def _has_fragment(context: LintContext, stated: Collection[str]) -> bool:
    return context.reading is not None and any(
        is_fragment(block) for blocks in context.reading.blocks.values() for block in blocks)


def _has_problem(context: LintContext, stated: Collection[str]) -> bool:
    return context.reading is not None and bool(context.reading.problems)


def _has_fault(context: LintContext, stated: Collection[str]) -> bool:
    return context.reading is not None and any(page.diagram.faults for page in context.reading.diagrams)


PRECONDITIONS = {
    "availability-below-target": _has_availability_target,
    "incomplete-block": _has_fragment,
    "invalid-architecture": _has_problem,
    "latency-over-budget": _has_latency_budget,
    "stale-decision": _has_record,
    "unreadable-diagram": _has_fault,
}
