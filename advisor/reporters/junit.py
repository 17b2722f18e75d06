"""JUnit XML: a suite per document, a test case per finding; a clean document has one passing test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.finding import DocumentResult, ReportedFinding
from advisor.reporters.one_line import format_places
from advisor.reporters.paths import repository_path
from advisor.reporters.report import Report
from advisor.reporters.rule_help import rule_url
from advisor.text.sanitise import escape_controls

# `#` begins a CI workflow command, so it is written as a character reference, too.
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "#": "&#35;"})
CLEAN = "No findings"


def render(report: Report) -> Iterator[str]:
    """Yields a suite for every document, including those that could not be checked."""
    failures = sum(_fails(noted, report) for document in report.documents for noted in document.findings)
    tests = sum(max(1, len(document.findings)) for document in report.documents) + len(report.failed)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (f'<testsuites name="advisor {report.command}" tests="{tests}" failures="{failures}" '
           f'errors="{len(report.failed)}">\n')
    for document in report.documents:
        yield from _suite(document, report)
    for message in report.failed:
        yield from _failed(message)
    yield "</testsuites>\n"


def _suite(document: DocumentResult, report: Report) -> Iterator[str]:
    name = _in_xml(repository_path(document.file, report))
    failures = sum(_fails(noted, report) for noted in document.findings)
    skipped = sum(noted.suppression is not None for noted in document.findings)
    yield (f'  <testsuite name="{name}" tests="{max(1, len(document.findings))}" failures="{failures}" errors="0" '
           f'skipped="{skipped}">\n')
    if not document.findings:
        yield f'    <testcase name="{CLEAN}" classname="{name}"/>\n'
    for title, noted in _titled(document.findings):
        yield f'    <testcase name="{_in_xml(title)}" classname="{name}">'
        yield f"{_outcome(noted, report)}</testcase>\n"
    if document.not_read:
        yield f"    <system-out>{_in_xml(f'Not read: {chr(32).join(map(str, document.not_read))}')}</system-out>\n"
    yield "  </testsuite>\n"


def _titled(findings: Iterable[ReportedFinding]) -> Iterator[tuple[str, ReportedFinding]]:
    """Yields findings with unique titles: test cases of the same name would be merged."""
    seen: dict[str, int] = {}
    for noted in findings:
        line, column = noted.finding.span.source.position(noted.finding.span.start)
        title = f"{noted.finding.rule} {line}:{column}"
        seen[title] = seen.get(title, 0) + 1
        yield title if seen[title] == 1 else f"{title} ({seen[title]})", noted


def _outcome(noted: ReportedFinding, report: Report) -> str:
    finding, silence = noted.finding, noted.suppression
    message = _in_xml(finding.message)
    if silence is not None:
        reason = f": {_in_xml(silence.reason)}" if silence.reason else ""
        return f'<skipped message="Suppressed by {silence.kind}{reason}">{message}</skipped>'
    details = "\n".join(filter(None, (_location(noted, report), message, *map(_in_xml, (
        *format_places(finding), finding.help, rule_url(finding.rule, report))))))
    if _fails(noted, report):
        return f'<failure type="{finding.severity}" message="{message}">{details}</failure>'
    return f"<system-out>{finding.severity}: {details}</system-out>"


def _location(noted: ReportedFinding, report: Report) -> str:
    line, column = noted.finding.span.source.position(noted.finding.span.start)
    return _in_xml(f"{repository_path(noted.finding.span.file, report)}:{line}:{column}")


def _failed(message: str) -> Iterator[str]:
    name = _in_xml(message)
    yield f'  <testsuite name="{name}" tests="1" failures="0" errors="1" skipped="0">\n'
    yield f'    <testcase name="Checked" classname="{name}"><error type="internal" message="{name}"/></testcase>\n'
    yield "  </testsuite>\n"


def _fails(noted: ReportedFinding, report: Report) -> bool:
    return noted.suppression is None and noted.finding.severity in report.failing


def _in_xml(text: str) -> str:
    return escape_controls(text).translate(ESCAPES).replace("::", "&#58;:")
