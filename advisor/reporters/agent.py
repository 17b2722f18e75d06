"""One line per finding with its remedy, for coding agents."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.finding import ReportedFinding
from advisor.reporters.one_line import append_newlines, footer_lines, format_location, format_places
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, sort_by_severity
from advisor.text.sanitise import escape_ci_commands, escape_controls


def render(report: Report) -> Iterator[str]:
    """Yields the findings, worst first, and the summary."""
    yield from append_newlines(map(_line, sort_by_severity(active_findings(report.documents))))
    yield from append_newlines(footer_lines(report._replace(style=report.style._replace(colour=False))))


def _line(noted: ReportedFinding) -> str:
    finding, fix = noted.finding, noted.fix
    message = f"{format_location(finding.span)}: {finding.severity} {finding.rule}: {escape_controls(finding.message)}"
    remedy = f" | help: {escape_controls(finding.help)}" if finding.help else ""
    fix_text = (
        f" | {'fix' if fix.is_safe else 'unsafe fix'}: {escape_controls(fix.description)}" if fix is not None else ""
    )
    places = "".join(f" | see: {place}" for place in format_places(finding))
    return escape_ci_commands(f"{message}{places}{remedy}{fix_text}")
