"""Text report: the worst findings with code frame and help, the others with one line each."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.finding import ReportedFinding
from advisor.reporters.findings import finding_details
from advisor.reporters.lint.one_line import append_newlines, footer_lines, format_finding
from advisor.reporters.lint.report import LintReport
from advisor.reporters.lint.rule_help import rule_url
from advisor.reporters.lint.selection import active_findings, sort_by_severity
from advisor.text.sanitise import escape_ci_commands


def render(report: LintReport) -> Iterator[str]:
    """Yields the findings, worst first if some have code frames, and the summary."""
    findings = list(active_findings(report.checked))
    if report.frames:
        findings = sort_by_severity(findings)
    shown_help: set[tuple[str, str]] = set()
    for noted in findings[:report.frames]:
        yield from append_newlines(map(escape_ci_commands, _in_full(noted, report, shown_help)))
        yield "\n"
    yield from append_newlines(format_finding(noted, report.style) for noted in findings[report.frames:])
    if len(findings) > report.frames > 0:
        yield "\n"
    yield from append_newlines(footer_lines(report))


def _in_full(noted: ReportedFinding, report: LintReport, shown_help: set[tuple[str, str]]) -> Iterator[str]:
    """Yields a finding with its code frame; omits help already in `shown_help`, and adds to it."""
    yield format_finding(noted, report.style)
    docs = rule_url(noted.finding.rule, report)
    yield from finding_details(noted.finding, report.style, shown_help, noted.fix, docs)
