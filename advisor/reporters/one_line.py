"""One-line format of findings, and the footer; CI workflow commands are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.finding import Finding, ReportedFinding
from advisor.reporters.report import Report, TextStyle
from advisor.reporters.selection import active_findings, count_by_rule, not_read_line, summary_line
from advisor.reporters.severities import STYLES
from advisor.text.layout import apply_style
from advisor.text.sanitise import escape_ci_commands, escape_controls, escape_path
from advisor.text.source import Span


def format_location(span: Span) -> str:
    """Returns `file:line:column`, which terminals and editors can open."""
    source = span.source
    line, column = source.position(span.start)
    return f"{escape_path(source.name)}:{line}:{column}"


def format_finding(noted: ReportedFinding, style: TextStyle) -> str:
    """Returns `file:line:column: severity rule message`."""
    finding = noted.finding
    severity, rule, mark = finding.severity, finding.rule, "[*]"
    if style.colour:
        severity, rule, mark = apply_style(severity, STYLES[severity], True), apply_style(rule, "bold", True), \
            apply_style(mark, "cyan", True)
    end = f" {mark}" if noted.fix is not None and noted.fix.is_safe else ""
    return escape_ci_commands(
        f"{format_location(finding.span)}: {severity} {rule} {escape_controls(finding.message)}{end}"
    )


def format_places(finding: Finding) -> Iterator[str]:
    """Yields the other places of a finding, each as `file:line:column: what is there`."""
    for place in finding.related:
        yield f"{escape_path(place.file)}:{place.line}:{place.column}: {escape_controls(place.message)}"


def footer_lines(report: Report) -> Iterator[str]:
    """Yields the footer: questions, counts by rule, and the summary."""
    if report.questions:
        yield from _questions(report)
    if report.statistics:
        yield from _statistics(report)
    yield from map(escape_ci_commands, filter(None, (escape_controls(not_read_line(report)), summary_line(report))))


def append_newlines(lines: Iterable[str]) -> Iterator[str]:
    """Yields lines with newlines appended."""
    return (f"{line}\n" for line in lines)


def _questions(report: Report) -> Iterator[str]:
    for document in report.documents:
        for question in document.questions:
            yield escape_ci_commands(
                f"{format_location(question.span)}: question {question.rule} {escape_controls(question.question)}"
            )


def _statistics(report: Report) -> Iterator[str]:
    rows = count_by_rule(noted.finding for noted in active_findings(report.documents))
    width = max((len(f"{count:,}") for _, _, count in rows), default=0)
    for rule, severity, count in rows:
        kind = apply_style(severity, STYLES[severity], report.style.colour) + " " * (len("warning") - len(severity))
        practice = report.practices.get(rule)
        yield escape_ci_commands(
            f"{count:{width},}  {kind}  {rule}{f'  {escape_controls(practice.title)}' if practice else ''}"
        )
