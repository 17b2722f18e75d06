"""The outcome for a set of facts: a pattern, a contradiction, or none yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.engine import Engine

CONTRADICTION = "(contradiction)"  # not a valid pattern name


def outcome(engine: Engine, facts: Mapping[str, Any]) -> str | None:
    """Returns the recommended pattern, `CONTRADICTION` if the facts conflict, or None if no pattern leads."""
    leader = engine.winner(facts)
    if leader is not None:
        return leader
    decision = engine.decide(facts)
    return CONTRADICTION if decision.status == "conflict" else decision.pattern
