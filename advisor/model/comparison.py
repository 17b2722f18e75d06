"""Comparison of two versions of an architecture."""

from __future__ import annotations

from typing import Any

from advisor.model.finding import Finding, FlowReview
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision
from advisor.source.frozen import NamedTuple


class Change(NamedTuple):
    """A changed fact; None for an unknown value."""

    fact: str
    before: Any
    after: Any


class Advised(NamedTuple):
    """An interaction of one version with its decision."""

    interaction: Interaction
    decision: Decision
    agreement: str  # `excluded`, `differs` or empty


class Changed(NamedTuple):
    """An interaction that differs between the versions."""

    before: Advised
    after: Advised
    facts: tuple[Change, ...]  # of the needs
    design: tuple[Change, ...]
    causes: tuple[Change, ...]  # facts sufficient for the new decision; empty if it is the same
    worse: tuple[str, ...]  # descriptions of regressions


class Measure(NamedTuple):
    """A changed metric of a flow."""

    name: str  # with its unit
    before: float | None
    after: float | None
    is_worse: bool | None  # None if either value is unknown


class FlowChange(NamedTuple):
    """A flow whose metrics differ between the versions."""

    before: FlowReview
    after: FlowReview
    measures: tuple[Measure, ...]

    @property
    def misses_now(self) -> bool:
        """Whether it misses a target that it met before."""
        return self.after.is_over and not self.before.is_over


class Comparison(NamedTuple):
    """Changes of decisions, findings and flows between two versions."""

    before: str  # the files
    after: str
    added: tuple[Advised, ...]
    removed: tuple[Advised, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    still: int  # findings of both
    flows: tuple[FlowChange, ...]
