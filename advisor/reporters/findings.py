"""Findings as elements of a page: location, message, underlined source line, help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import ReportedFinding
from advisor.page.elements import BLANK, Element, Entry, Run, TextLine, Title
from advisor.reporters.number_format import format_numbers
from advisor.reporters.one_line import FIXABLE, format_location, format_places
from advisor.reporters.report import Report
from advisor.reporters.rule_help import rule_url
from advisor.reporters.severities import STYLES, TITLES, group_by_severity

MAX_FINDINGS = 200


def finding_elements(findings: Sequence[ReportedFinding], report: Report) -> Iterator[Element]:
    """Yields findings by severity, the first ones with their source line."""
    shown_help: set[tuple[str, str]] = set()
    shown = 0
    for severity, group in group_by_severity(findings).items():
        if shown == MAX_FINDINGS:
            break
        yield from (BLANK, Title(f"{TITLES[severity]} ({len(group):,})"))
        for finding in group[:MAX_FINDINGS - shown]:
            shown += 1
            if shown > report.frames:
                yield finding_entry(finding, report)
            else:
                yield from (BLANK, framed_finding(finding, report, shown_help))
    if len(findings) > shown:
        yield BLANK
        yield TextLine(f"{len(findings) - shown:,} more findings are not shown; --format json holds all of them.")


def finding_entry(noted: ReportedFinding, report: Report) -> Entry:
    """Returns a finding without its source line: location, severity, rule, message."""
    finding = noted.finding
    style = STYLES[finding.severity]
    kind = Run(f"{finding.severity}[{finding.rule}]", style, rule_url(finding.rule, report))
    mark = FIXABLE if noted.fix is not None and noted.fix.is_safe else ""
    return Entry(format_location(finding.span), (kind,), finding.message, style, mark=mark)


def framed_finding(noted: ReportedFinding, report: Report, shown_help: set[tuple[str, str]]) -> Entry:
    """Returns a finding with its source line and details; omits help already in `shown_help`, and adds to it."""
    details = tuple(_details(noted, report, shown_help))
    return finding_entry(noted, report)._replace(span=noted.finding.span, details=details)


def _details(noted: ReportedFinding, report: Report, shown_help: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    finding, fix, _ = noted
    if finding.help and (finding.rule, finding.help) not in shown_help:
        shown_help.add((finding.rule, finding.help))
        yield "help", finding.help
        link = rule_url(finding.rule, report)
        if link and not report.style.has_links:  # otherwise the rule's id is the link
            yield "docs", link
    if fix is not None:
        yield "fix" if fix.is_safe else "unsafe fix", fix.description
    if finding.path:
        yield "path", format_path(finding.path)
    yield from (("see", place) for place in format_places(finding))
    if finding.numbers:
        yield "numbers", format_numbers(finding.numbers)


def format_path(path: Sequence[str]) -> str:
    """Returns a path; a long one without its middle."""
    if len(path) > 12:
        return f"{' -> '.join(path[:6])} -> ({len(path) - 11} more) -> {' -> '.join(path[-5:])}"
    return " -> ".join(path)
