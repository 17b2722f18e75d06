"""Documents as such: what cannot be read in them, and where their parts say different things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.linter.documents.blocks import incomplete_block
from advisor.linter.documents.faults import invalid_architecture, unreadable_diagram
from advisor.linter.documents.views import (
    described_not_drawn,
    diagram_contradiction,
    drawn_not_described,
    undocumented_decision,
)
from advisor.linter.whole import Check, Verdict, Whole
from advisor.model.practice import Practice

__all__ = ["CHECKS"]


def _elsewhere(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields nothing: what is wrong with a comment, a file's text or a baseline is found where those are read."""
    yield from ()


CHECKS: Mapping[str, Check] = {
    "described-not-drawn": described_not_drawn,
    "diagram-contradiction": diagram_contradiction,
    "drawn-not-described": drawn_not_described,
    "incomplete-block": incomplete_block,
    "invalid-architecture": invalid_architecture,
    "undocumented-decision": undocumented_decision,
    "unreadable-diagram": unreadable_diagram,
    **dict.fromkeys(("misspelt-suppression", "stale-baseline-entry", "suppression-without-reason",
                     "unknown-suppression", "unreadable-document", "unused-suppression"), _elsewhere),
}
