"""One-line format of findings, and the footer of a lint run."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.finding import Finding, ReportedFinding
from advisor.page.elements import Column, Element, Entry, Run, Table, TextLine
from advisor.page.style import NAME, QUIET, STRONG
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, count_by_rule, not_read_line, summary_line
from advisor.reporters.severities import STYLES
from advisor.text.sanitise import escape_controls, escape_path
from advisor.text.source import Span

FIXABLE = " [*]"
STATISTICS = (Column(is_right=True), Column(width=len("warning"), styles=STYLES), Column())


def format_location(span: Span) -> str:
    """Returns `file:line:column`, which terminals and editors can open."""
    source = span.source
    line, column = source.position(span.start)
    return f"{escape_path(source.name)}:{line}:{column}"


def one_line_entry(noted: ReportedFinding) -> Entry:
    """Returns a finding as `file:line:column: severity rule message`."""
    finding = noted.finding
    style = STYLES[finding.severity]
    kind = (Run(finding.severity, style), Run(" "), Run(finding.rule, STRONG))
    mark = FIXABLE if noted.fix is not None and noted.fix.is_safe else ""
    return Entry(format_location(finding.span), kind, finding.message, style, mark=mark)


def format_places(finding: Finding) -> Iterator[str]:
    """Yields the other places of a finding, each as `file:line:column: what is there`."""
    for place in finding.related:
        yield f"{escape_path(place.file)}:{place.line}:{place.column}: {escape_controls(place.message)}"


def footer_elements(report: Report) -> Iterator[Element]:
    """Yields the footer: questions, counts by rule, and the summary."""
    if report.questions:
        yield from _questions(report)
    if report.statistics:
        yield from _statistics(report)
    yield from map(TextLine, filter(None, (not_read_line(report), summary_line(report))))


def _questions(report: Report) -> Iterator[TextLine]:
    for document in report.documents:
        for question in document.questions:
            yield TextLine((Run(f"{format_location(question.span)}: ", QUIET), Run("question ", NAME),
                            Run(f"{question.rule} {question.question}")))


def _statistics(report: Report) -> Iterator[Table]:
    rows = [(f"{count:,}", severity, (Run(rule, STRONG), Run(_title(rule, report))))
            for rule, severity, count in count_by_rule(noted.finding for noted in active_findings(report.documents))]
    if rows:
        yield Table(STATISTICS, rows)


def _title(rule: str, report: Report) -> str:
    practice = report.practices.get(rule)
    return f"  {practice.title}" if practice else ""
