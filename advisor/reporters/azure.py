"""Azure Pipelines logging commands: errors and warnings as task issues, notes as plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.finding import ReportedFinding
from advisor.reporters.one_line import append_newlines, footer_lines, format_finding
from advisor.reporters.paths import repository_path
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, sort_by_severity
from advisor.text.sanitise import escape_controls

ISSUE_SEVERITIES = ("error", "warning")
IN_TEXT = str.maketrans({"%": "%AZP25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTIES = IN_TEXT | str.maketrans({";": "%3B", "]": "%5D"})


def render(report: Report) -> Iterator[str]:
    """Yields the active findings, worst first, and the summary."""
    plain = report._replace(style=report.style._replace(colour=False))
    for noted in sort_by_severity(active_findings(report.documents)):
        if noted.finding.severity in ISSUE_SEVERITIES:
            yield _issue(noted, report)
        else:
            yield f"{format_finding(noted, plain.style)}\n"
    yield from append_newlines(footer_lines(plain))


def _issue(noted: ReportedFinding, report: Report) -> str:
    finding = noted.finding
    line, column = finding.span.source.position(finding.span.start)
    properties = {"type": finding.severity, "sourcepath": escape_controls(repository_path(finding.span.file, report)),
                  "linenumber": line, "columnnumber": column, "code": finding.rule}
    attributes = ";".join(f"{name}={str(value).translate(IN_PROPERTIES)}" for name, value in properties.items())
    message = escape_controls(finding.message).rstrip(".") + (
        f". {escape_controls(finding.help)}" if finding.help else ""
    )
    return f"##vso[task.logissue {attributes};]{message.translate(IN_TEXT)}\n"
