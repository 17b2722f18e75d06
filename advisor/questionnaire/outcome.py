"""What facts amount to, in one word: a pattern, a contradiction, or nothing yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.engine import Engine

CONTRADICTION = "(contradiction)"  # no name that a pattern can have


def outcome(engine: Engine, facts: Mapping[str, Any]) -> str | None:
    """Returns the recommended pattern, `CONTRADICTION` where the facts cannot hold together, None where none leads."""
    leader = engine.winner(facts)
    if leader is not None:
        return leader
    decision = engine.decide(facts)
    return CONTRADICTION if decision.status == "conflict" else decision.pattern
