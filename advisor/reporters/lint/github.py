"""GitHub workflow commands: all findings as text, the worst as annotations, whose number GitHub limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.model.checked import Noted
from advisor.reporters.clean import clean, stopped
from advisor.reporters.lint.concise import report as concise
from advisor.reporters.lint.found import counting, worst_first
from advisor.reporters.lint.paths import portable
from advisor.reporters.lint.regions import first_line, in_characters
from advisor.reporters.lint_report import LintReport

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
MAX_SHOWN = 10  # annotations of each kind per step
IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTIES = IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})


def report(report: LintReport) -> Iterator[str]:
    """Yields all findings within `::stop-commands::`, then the annotations."""
    text = "".join(concise(report._replace(look=report.look._replace(colour=False))))
    yield stopped(text)
    by_command: dict[str, list[Noted]] = defaultdict(list)
    for noted in worst_first(counting(report.checked)):
        by_command[COMMANDS[noted.finding.severity]].append(noted)
    for command, findings in by_command.items():
        yield from (_annotation(command, noted, report) for noted in findings[:MAX_SHOWN])
    omitted = sum(max(0, len(findings) - MAX_SHOWN) for findings in by_command.values())
    if omitted:
        yield (f"{omitted:,} more {'is' if omitted == 1 else 'are'} listed above and not annotated: "
               f"GitHub shows {MAX_SHOWN} errors, {MAX_SHOWN} warnings and {MAX_SHOWN} notices of a step.\n")


def _annotation(command: str, noted: Noted, report: LintReport) -> str:
    finding = noted.finding
    line, column, end_line, end_column = in_characters(first_line(finding.span))
    properties = {"file": clean(portable(finding.span.file, report)), "line": line, "endLine": end_line, "col": column,
                  "endColumn": end_column, "title": f"{finding.rule}"}
    attributes = ",".join(f"{name}={str(value).translate(IN_PROPERTIES)}" for name, value in properties.items())
    remedy = f"\n{clean(finding.help)}" if finding.help else ""
    return f"::{command} {attributes}::{(clean(finding.message) + remedy).translate(IN_TEXT)}\n"
