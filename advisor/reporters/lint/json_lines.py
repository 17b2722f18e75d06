"""JSON Lines: one object per finding, for streaming."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reporters.lint.json import noted_with_fix
from advisor.reporters.lint.report import LintReport
from advisor.reporters.lint.safe_json import dump_json
from advisor.reporters.lint.selection import active_findings


def render(report: LintReport) -> Iterator[str]:
    """Yields the active findings in document order."""
    for noted in active_findings(report.checked):
        yield dump_json(noted_with_fix(noted), None) + "\n"
