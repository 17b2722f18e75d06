"""Azure Pipelines logging commands: errors and warnings as task issues, notes as plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.checked import Noted
from advisor.reporters.clean import clean
from advisor.reporters.lint.found import counting, worst_first
from advisor.reporters.lint.lines import concise, ended, ending
from advisor.reporters.lint.paths import portable
from advisor.reporters.lint_report import LintReport

ISSUE_SEVERITIES = ("error", "warning")
IN_TEXT = str.maketrans({"%": "%AZP25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTIES = IN_TEXT | str.maketrans({";": "%3B", "]": "%5D"})


def report(report: LintReport) -> Iterator[str]:
    """Yields the active findings, worst first, and the summary."""
    plain = report._replace(look=report.look._replace(colour=False))
    for noted in worst_first(counting(report.checked)):
        if noted.finding.severity in ISSUE_SEVERITIES:
            yield _issue(noted, report)
        else:
            yield f"{concise(noted, plain.look)}\n"
    yield from ended(ending(plain))


def _issue(noted: Noted, report: LintReport) -> str:
    finding = noted.finding
    line, column = finding.span.source.place(finding.span.start)
    properties = {"type": finding.severity, "sourcepath": clean(portable(finding.span.file, report)),
                  "linenumber": line, "columnnumber": column, "code": finding.rule}
    attributes = ";".join(f"{name}={str(value).translate(IN_PROPERTIES)}" for name, value in properties.items())
    message = clean(finding.message).rstrip(".") + (f". {clean(finding.help)}" if finding.help else "")
    return f"##vso[task.logissue {attributes};]{message.translate(IN_TEXT)}\n"
