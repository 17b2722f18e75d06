"""One line per finding with its remedy, for coding agents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from advisor.model.finding import ReportedFinding
from advisor.page.elements import TextLine
from advisor.page.plain import write_plain
from advisor.page.style import TextStyle
from advisor.reporters.one_line import footer_elements, format_location, format_places
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, sort_by_severity


def render(report: Report) -> Iterator[str]:
    """Yields the findings, worst first, and the summary."""
    lines = map(_line, sort_by_severity(active_findings(report.documents)))
    yield from write_plain(chain(lines, footer_elements(report)), TextStyle())


def _line(noted: ReportedFinding) -> TextLine:
    finding, fix = noted.finding, noted.fix
    message = f"{format_location(finding.span)}: {finding.severity} {finding.rule}: {finding.message}"
    remedy = f" | help: {finding.help}" if finding.help else ""
    fix_text = f" | {'fix' if fix.is_safe else 'unsafe fix'}: {fix.description}" if fix is not None else ""
    places = "".join(f" | see: {place}" for place in format_places(finding))
    return TextLine(f"{message}{places}{remedy}{fix_text}")
