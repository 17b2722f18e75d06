"""JSON Lines: one object per finding, for streaming."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reporters.lint.as_json import written
from advisor.reporters.lint.found import counting
from advisor.reporters.lint.json import noted_with_fix
from advisor.reporters.lint_report import LintReport


def report(report: LintReport) -> Iterator[str]:
    """Yields the active findings in document order."""
    for noted in counting(report.checked):
        yield written(noted_with_fix(noted), None) + "\n"
