"""Counts declared patterns that agree or disagree with the advice."""

from __future__ import annotations

from advisor.model.agreement import AGREES, DIFFERS, EXCLUDED, check_agreement
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision

__all__ = ["AGREES", "DIFFERS", "EXCLUDED", "Tally", "check_agreement"]

class Tally:
    """Running counts of results by status and agreement."""

    def __init__(self) -> None:
        self.interactions = 0
        self.statuses = {"decided": 0, "leaning": 0, "undecided": 0, "conflict": 0}
        self.disagreements = {DIFFERS: 0, EXCLUDED: 0}

    def add(self, interaction: Interaction, decision: Decision) -> str:
        """Counts one result and returns its agreement."""
        self.interactions += 1
        self.statuses[decision.status] = self.statuses.get(decision.status, 0) + 1
        disagreement = check_agreement(interaction, decision)
        if disagreement:
            self.disagreements[disagreement] += 1
        return disagreement

    def summary(self) -> str:
        """Returns the counts as one line."""
        plural = "" if self.interactions == 1 else "s"
        counts = ", ".join(f"{count} {status}" for status, count in self.statuses.items() if count)
        line = f"{self.interactions} interaction{plural}" + (f": {counts}" if counts else "")
        if self.disagreements[DIFFERS]:
            line += f"; {self.disagreements[DIFFERS]} declared otherwise"
        if self.disagreements[EXCLUDED]:
            line += f"; {self.disagreements[EXCLUDED]} declared with an excluded pattern"
        return f"{line}."
