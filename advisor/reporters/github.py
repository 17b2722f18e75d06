"""GitHub workflow commands: all findings as text, the worst as annotations, whose number GitHub limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.model.finding import ReportedFinding
from advisor.reporters.concise import render as concise
from advisor.reporters.paths import repository_path
from advisor.reporters.regions import clip_to_first_line, region_in_characters
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, sort_by_severity
from advisor.text.sanitise import escape_controls, wrap_stop_commands

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
MAX_SHOWN = 10  # annotations of each kind per step
IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTIES = IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: Report) -> Iterator[str]:
    """Yields all findings within `::stop-commands::`, then the annotations."""
    text = "".join(concise(report._replace(style=report.style._replace(colour=False))))
    yield wrap_stop_commands(text)
    by_command: dict[str, list[ReportedFinding]] = defaultdict(list)
    for noted in sort_by_severity(active_findings(report.documents)):
        by_command[COMMANDS[noted.finding.severity]].append(noted)
    for command, findings in by_command.items():
        yield from (_annotation(command, noted, report) for noted in findings[:MAX_SHOWN])
    omitted = sum(max(0, len(findings) - MAX_SHOWN) for findings in by_command.values())
    if omitted:
        yield (f"{omitted:,} more {'is' if omitted == 1 else 'are'} listed above and not annotated: "
               f"GitHub shows {MAX_SHOWN} errors, {MAX_SHOWN} warnings and {MAX_SHOWN} notices of a step.\n")


def _annotation(command: str, noted: ReportedFinding, report: Report) -> str:
    finding = noted.finding
    line, column, end_line, end_column = region_in_characters(clip_to_first_line(finding.span))
    properties = {"file": escape_controls(repository_path(finding.span.file, report)), "line": line,
                  "endLine": end_line, "col": column, "endColumn": end_column, "title": f"{finding.rule}"}
    attributes = ",".join(f"{name}={str(value).translate(IN_PROPERTIES)}" for name, value in properties.items())
    remedy = f"\n{escape_controls(finding.help)}" if finding.help else ""
    return f"::{command} {attributes}::{(escape_controls(finding.message) + remedy).translate(IN_TEXT)}\n"
