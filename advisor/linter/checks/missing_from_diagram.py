"""Check `missing-from-diagram`: an interaction that no diagram shows."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.linter.document_views import DocumentViews, view_verdict
from advisor.model.practice import Practice


@check("missing-from-diagram")
def missing_from_diagram(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each interaction that is only described, if a diagram shows others of the same services."""
    if context.reading is not None:
        for interaction in DocumentViews.of(context).described_alone(context):
            yield view_verdict(VIOLATED, interaction)
