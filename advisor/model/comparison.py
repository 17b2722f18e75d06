"""Comparison of two versions of an architecture."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.model.finding import DocumentResult, Finding, FlowReview
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision


class FactChange(NamedTuple):
    """A changed fact; None for an unknown value."""

    fact: str
    before: Any
    after: Any


class AdvisedInteraction(NamedTuple):
    """An interaction of one version with its decision."""

    interaction: Interaction
    decision: Decision
    agreement: str  # `excluded`, `differs` or empty


class ChangedInteraction(NamedTuple):
    """An interaction that differs between the versions."""

    before: AdvisedInteraction
    after: AdvisedInteraction
    facts: tuple[FactChange, ...]  # of the needs
    design: tuple[FactChange, ...]
    causes: tuple[FactChange, ...]  # facts sufficient for the new decision; empty if it is the same
    worse: tuple[str, ...]  # descriptions of regressions


class MetricChange(NamedTuple):
    """A changed metric of a flow."""

    name: str  # with its unit
    before: float | None
    after: float | None
    is_worse: bool | None  # None if either value is unknown


class FlowChange(NamedTuple):
    """A flow whose metrics differ between the versions."""

    before: FlowReview
    after: FlowReview
    measures: tuple[MetricChange, ...]

    @property
    def newly_misses_target(self) -> bool:
        """Whether it misses a target that it met before."""
        return self.after.misses_target and not self.before.misses_target


class ArchitectureComparison(NamedTuple):
    """Changes of decisions, findings and flows between two versions."""

    before: str  # the files
    after: str
    added: tuple[AdvisedInteraction, ...]
    removed: tuple[AdvisedInteraction, ...]
    changed: tuple[ChangedInteraction, ...]
    unchanged: int
    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    remaining: int  # findings of both
    flows: tuple[FlowChange, ...]
    documents: tuple[DocumentResult, ...]  # of the later version, with the new findings alone
