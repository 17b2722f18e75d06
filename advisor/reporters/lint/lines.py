"""Findings as single lines, safe in the log of any CI system: no line of a document is taken for a command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.checked import Noted
from advisor.reporters.clean import clean, guarded, guarded_path
from advisor.reporters.layout import paint
from advisor.reporters.lint.found import by_rule, counting, summary
from advisor.reporters.lint_report import LintReport
from advisor.reporters.report import Look
from advisor.reporters.severities import STYLES
from advisor.source import Span


def place(span: Span) -> str:
    """Returns `file:line:column`, as a terminal and an editor open it."""
    source = span.source
    line, column = source.place(span.start)
    return f"{guarded_path(source.name)}:{line}:{column}"


def concise(noted: Noted, look: Look) -> str:
    """Returns `file:line:column: severity rule message`."""
    finding = noted.finding
    severity, rule, mark = finding.severity, finding.rule, "[*]"
    if look.colour:
        severity, rule, mark = paint(severity, STYLES[severity], True), paint(rule, "bold", True), \
            paint(mark, "cyan", True)
    end = f" {mark}" if noted.fix is not None and noted.fix.is_safe else ""
    return guarded(f"{place(finding.span)}: {severity} {rule} {clean(finding.message)}{end}")


def ending(what: LintReport) -> Iterator[str]:
    """Yields what stands below all findings: questions, counts by rule, and the summary."""
    if what.questions:
        yield from _questions(what)
    if what.statistics:
        yield from _statistics(what)
    yield guarded(summary(what))


def ended(lines: Iterable[str]) -> Iterator[str]:
    """Yields lines with their ends."""
    return (f"{line}\n" for line in lines)


def _questions(what: LintReport) -> Iterator[str]:
    for document in what.checked:
        for question in document.questions:
            yield guarded(f"{place(question.span)}: question {question.rule} {clean(question.question)}")


def _statistics(what: LintReport) -> Iterator[str]:
    rows = by_rule(noted.finding for noted in counting(what.checked))
    width = max((len(f"{count:,}") for _, _, count in rows), default=0)
    for rule, severity, count in rows:
        kind = paint(severity, STYLES[severity], what.look.colour) + " " * (len("warning") - len(severity))
        practice = what.practices.get(rule)
        yield guarded(f"{count:{width},}  {kind}  {rule}{f'  {clean(practice.title)}' if practice else ''}")
