"""Whether a design does what is advised."""

from __future__ import annotations

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision

AGREES = ""
DIFFERS = "differs"
EXCLUDED = "excluded"


def agreement(interaction: Interaction, decision: Decision) -> str:
    """Returns `excluded` or `differs` where the declared pattern is not the advised one, otherwise nothing."""
    declared = interaction.declared
    if declared is None:
        return AGREES
    if declared in decision.excluded:
        return EXCLUDED
    if decision.pattern is None or decision.pattern == declared:
        return AGREES
    return DIFFERS
