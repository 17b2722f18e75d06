"""Linter checks that a practice can reference, with their parameters."""

from __future__ import annotations

CHECKS: dict[str, tuple[str, ...]] = {
    "around-the-gateway": (),
    "availability-below-target": (),
    "conflicting-needs": (),
    "dangling-service": (),
    "described-not-drawn": (),
    "diagram-contradiction": (),
    "drawn-not-described": (),
    "excluded-pattern": (),
    "incomplete-block": (),
    "invalid-architecture": (),
    "latency-over-budget": (),
    "misspelt-suppression": (),
    "mixed-patterns": (),
    "pattern-mismatch": ("margin",),
    "queue-drain": ("outage_minutes", "drain_minutes"),
    "retry-amplification": ("limit",),
    "retry-layers": ("limit",),
    "shared-database": (),
    "stale-baseline-entry": (),
    "stale-decision": (),
    "suppression-without-reason": (),
    "sync-chain": ("limit",),
    "sync-cycle": (),
    "timeout-inversion": (),
    "undocumented-decision": (),
    "unknown-suppression": (),
    "unreadable-diagram": (),
    "unreadable-document": (),
    "unused-suppression": (),
}

# These depend on more than a document's text: no example can show them.
WITHOUT_EXAMPLES = ("stale-baseline-entry", "stale-decision", "unreadable-document")
