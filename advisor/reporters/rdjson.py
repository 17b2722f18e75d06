"""Reviewdog Diagnostic Format: columns are UTF-8 byte offsets, fixes are suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.model.finding import ReportedFinding
from advisor.reporters.one_line import format_places
from advisor.reporters.paths import repository_path
from advisor.reporters.regions import clip_to_first_line, merge_edits, region_in_bytes
from advisor.reporters.report import Report
from advisor.reporters.rule_help import rule_url
from advisor.reporters.safe_json import dump_json
from advisor.reporters.selection import active_findings
from advisor.text.sanitise import escape_controls
from advisor.text.source import Span

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
MAX_LINES = 20  # that a suggestion may rewrite; it is one range, however far apart its edits are
Data = dict[str, Any]


def render(report: Report) -> Iterator[str]:
    """Yields one diagnostic result with the active findings."""
    source = {"name": "advisor", **({"url": report.rules_page} if report.rules_page else {})}
    yield f'{{"source": {dump_json(source)}, "diagnostics": ['
    separator = "\n"
    for noted in active_findings(report.documents):
        yield separator + dump_json(_diagnostic(noted, report))
        separator = ",\n"
    yield "]}\n"


def _diagnostic(noted: ReportedFinding, report: Report) -> Data:
    finding = noted.finding
    link = rule_url(finding.rule, report)
    remedy = f"\n{escape_controls(finding.help)}" if finding.help else ""
    data: Data = {
        "message": "\n".join((escape_controls(finding.message), *format_places(finding))) + remedy,
        "location": {"path": repository_path(finding.span.file, report),
                     "range": _range(clip_to_first_line(finding.span))},
        "severity": SEVERITIES[finding.severity],
        "code": {"value": finding.rule, **({"url": link} if link else {})},
    }
    suggestion = _suggestion(noted)
    return {**data, "suggestions": [suggestion]} if suggestion else data


def _suggestion(noted: ReportedFinding) -> Data | None:
    if noted.fix is None:
        return None
    edit = merge_edits(noted.fix, noted.finding.span.source)
    span = Span(noted.finding.span.source, edit.start, edit.end)
    if span.end_line - span.line >= MAX_LINES:
        return None
    return {"range": _range(span), "text": edit.text}


def _range(span: Span) -> Data:
    line, column, end_line, end_column = region_in_bytes(span)
    return {"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}}
