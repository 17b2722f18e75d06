"""Two versions of an architecture beside each other."""

from __future__ import annotations

from typing import Any

from advisor.model.finding import Finding, FlowReview
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision
from advisor.source.frozen import NamedTuple


class Change(NamedTuple):
    """A fact that is no longer what it was; None where it was, or is, not known."""

    fact: str
    before: Any
    after: Any


class Advised(NamedTuple):
    """An interaction of one version with what is advised for it."""

    interaction: Interaction
    decision: Decision
    agreement: str  # whether the declared pattern is the advised one


class Changed(NamedTuple):
    """An interaction of both versions that is not the same in both."""

    before: Advised
    after: Advised
    facts: tuple[Change, ...]  # of the needs
    design: tuple[Change, ...]
    causes: tuple[Change, ...]  # facts that suffice for the other decision; none where it is the same
    worse: tuple[str, ...]  # in words, what got worse


class Measure(NamedTuple):
    """A number of a flow that is no longer what it was."""

    name: str  # with its unit
    before: float | None
    after: float | None
    is_worse: bool | None  # None where one of the two is not known


class FlowChange(NamedTuple):
    """A flow of both versions whose numbers differ."""

    before: FlowReview
    after: FlowReview
    measures: tuple[Measure, ...]

    @property
    def misses_now(self) -> bool:
        """Whether it misses a target that it kept before."""
        return self.after.is_over and not self.before.is_over


class Comparison(NamedTuple):
    """How decisions, findings and flows of a later version differ from those of an earlier one."""

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
