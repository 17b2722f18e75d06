"""Text report: the worst findings with code frame and help, the others with one line each."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.finding import ReportedFinding
from advisor.reporters.findings import format_path
from advisor.reporters.lint.one_line import append_newlines, footer_lines, format_finding
from advisor.reporters.lint.report import LintReport
from advisor.reporters.lint.rule_help import rule_url
from advisor.reporters.lint.selection import active_findings, sort_by_severity
from advisor.reporters.number_format import format_numbers
from advisor.reporters.severities import STYLES
from advisor.text.code_frame import code_frame
from advisor.text.layout import apply_style, wrap
from advisor.text.sanitise import escape_ci_commands, escape_controls


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
    finding, style = noted.finding, report.style
    yield format_finding(noted, style)
    text, carets = code_frame(finding.span, style.width)
    yield text
    yield apply_style(carets, STYLES[finding.severity], style.colour)
    if finding.help and (finding.rule, finding.help) not in shown_help:
        shown_help.add((finding.rule, finding.help))
        yield from wrap(escape_controls(finding.help), style.width, "  help: ", "    ")
        if link := rule_url(finding.rule, report):
            yield f"  docs: {link}"
    if noted.fix is not None:
        kind = "fix" if noted.fix.is_safe else "unsafe fix"
        yield from wrap(escape_controls(noted.fix.description), style.width, f"  {kind}: ", "    ")
    if finding.path:
        yield from wrap(escape_controls(format_path(finding.path)), style.width, "  path: ", "    ")
    if finding.numbers:
        yield from wrap(escape_controls(format_numbers(finding.numbers)), style.width, "  numbers: ", "    ")
