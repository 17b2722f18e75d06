"""Backlog of a queue after a consumer outage, and the time to drain it."""

from __future__ import annotations

SECONDS_PER_MINUTE = 60


def outage_backlog(rate: float, outage_minutes: float) -> float:
    """Returns the number of queued messages after an outage."""
    return float(rate * outage_minutes * SECONDS_PER_MINUTE)


def drain_minutes(rate: float, consumed: float, outage_minutes: float) -> float:
    """Returns the minutes to drain a backlog while messages keep arriving; infinite without spare capacity."""
    spare = consumed - rate
    return outage_backlog(rate, outage_minutes) / spare / SECONDS_PER_MINUTE if spare > 0 else float("inf")
