"""Check `drawn-not-described`: an interaction that only a diagram shows."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.linter.document_views import DocumentViews, view_verdict
from advisor.model.practice import Practice


@check("drawn-not-described")
def drawn_not_described(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each interaction that is only drawn, if the text describes others of the same services."""
    if context.reading is not None:
        for interaction in DocumentViews.of(context).drawn_alone(context):
            yield view_verdict(VIOLATED, interaction)
