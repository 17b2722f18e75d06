"""GitHub workflow commands: every finding as text, and the worst as annotations, of which a step shows only so many."""

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
MOST = 10  # annotations of each kind that a step may have
IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTIES = IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})


def report(what: LintReport) -> Iterator[str]:
    """Yields all findings between two lines that keep them from being read as commands, then the annotations."""
    text = "".join(concise(what._replace(look=what.look._replace(colour=False))))
    yield stopped(text)
    kinds: dict[str, list[Noted]] = defaultdict(list)
    for noted in worst_first(counting(what.checked)):
        kinds[COMMANDS[noted.finding.severity]].append(noted)
    for command, found in kinds.items():
        yield from (_annotation(command, noted, what) for noted in found[:MOST])
    more = sum(max(0, len(found) - MOST) for found in kinds.values())
    if more:
        yield (f"{more:,} more {'is' if more == 1 else 'are'} listed above and not annotated: "
               f"GitHub shows {MOST} errors, {MOST} warnings and {MOST} notices of a step.\n")


def _annotation(command: str, noted: Noted, what: LintReport) -> str:
    finding = noted.finding
    line, column, end_line, end_column = in_characters(first_line(finding.span))
    properties = {"file": clean(portable(finding.span.file, what)), "line": line, "endLine": end_line, "col": column,
                  "endColumn": end_column, "title": f"{finding.rule}"}
    told = ",".join(f"{name}={str(value).translate(IN_PROPERTIES)}" for name, value in properties.items())
    remedy = f"\n{clean(finding.help)}" if finding.help else ""
    return f"::{command} {told}::{(clean(finding.message) + remedy).translate(IN_TEXT)}\n"
