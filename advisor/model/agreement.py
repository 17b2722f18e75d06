"""Agreement of declared and advised pattern."""

from __future__ import annotations

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision

AGREES = ""
DIFFERS = "differs"
EXCLUDED = "excluded"


def check_agreement(interaction: Interaction, decision: Decision) -> str:
    """Returns `excluded` or `differs` if the declared pattern is not the advised one, else an empty string."""
    declared = interaction.declared
    if declared is None:
        return AGREES
    if declared in decision.excluded:
        return EXCLUDED
    if decision.pattern is None or decision.pattern == declared:
        return AGREES
    return DIFFERS
