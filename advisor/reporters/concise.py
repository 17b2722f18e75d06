"""One line per finding, in document order, for pipes, editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reporters.one_line import append_newlines, footer_lines, format_finding
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings


def render(report: Report) -> Iterator[str]:
    """Yields the findings and the summary."""
    yield from append_newlines(format_finding(noted, report.style) for noted in active_findings(report.documents))
    yield from append_newlines(footer_lines(report))
