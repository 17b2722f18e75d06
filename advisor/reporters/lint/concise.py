"""One line per finding, in document order, for pipes, editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reporters.lint.found import counting
from advisor.reporters.lint.lines import concise, ended, ending
from advisor.reporters.lint_report import LintReport


def report(report: LintReport) -> Iterator[str]:
    """Yields the findings and the summary."""
    yield from ended(concise(noted, report.look) for noted in counting(report.checked))
    yield from ended(ending(report))
