"""The checks of the linter, as far as a practice may name them: each with its parameters."""

from __future__ import annotations

CHECKS: dict[str, tuple[str, ...]] = {
    "around-the-gateway": (),
    "availability-below-target": (),
    "conflicting-needs": (),
    "dangling-service": (),
    "excluded-pattern": (),
    "latency-over-budget": (),
    "mixed-patterns": (),
    "pattern-mismatch": ("margin",),
    "queue-drain": ("outage_minutes", "drain_minutes"),
    "retry-amplification": ("limit",),
    "retry-layers": ("limit",),
    "shared-database": (),
    "sync-chain": ("limit",),
    "sync-cycle": (),
    "timeout-inversion": (),
}
