"""Reviewdog Diagnostic Format: columns are UTF-8 byte offsets, fixes are suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.model.checked import Noted
from advisor.reporters.clean import clean
from advisor.reporters.lint.about import address
from advisor.reporters.lint.as_json import written
from advisor.reporters.lint.found import counting
from advisor.reporters.lint.paths import portable
from advisor.reporters.lint.regions import first_line, in_bytes, in_one
from advisor.reporters.lint_report import LintReport
from advisor.source import Span

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
MAX_LINES = 20  # that a suggestion may rewrite; it is one range, however far apart its edits are
Data = dict[str, Any]


def report(report: LintReport) -> Iterator[str]:
    """Yields one diagnostic result with the active findings."""
    source = {"name": "advisor", **({"url": report.rules_page} if report.rules_page else {})}
    yield f'{{"source": {written(source, None)}, "diagnostics": ['
    separator = "\n"
    for noted in counting(report.checked):
        yield separator + written(_diagnostic(noted, report), None)
        separator = ",\n"
    yield "]}\n"


def _diagnostic(noted: Noted, report: LintReport) -> Data:
    finding = noted.finding
    link = address(finding.rule, report)
    remedy = f"\n{clean(finding.help)}" if finding.help else ""
    data: Data = {
        "message": f"{clean(finding.message)}{remedy}",
        "location": {"path": portable(finding.span.file, report), "range": _range(first_line(finding.span))},
        "severity": SEVERITIES[finding.severity],
        "code": {"value": finding.rule, **({"url": link} if link else {})}}
    suggestion = _suggestion(noted)
    return {**data, "suggestions": [suggestion]} if suggestion else data


def _suggestion(noted: Noted) -> Data | None:
    if noted.fix is None:
        return None
    edit = in_one(noted.fix, noted.finding.span.source)
    span = Span(noted.finding.span.source, edit.start, edit.end)
    if span.end_line - span.line >= MAX_LINES:
        return None
    return {"range": _range(span), "text": edit.text}


def _range(span: Span) -> Data:
    line, column, end_line, end_column = in_bytes(span)
    return {"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}}
