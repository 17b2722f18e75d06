"""One-line format of findings, and the footer; CI workflow commands are escaped."""

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
    """Returns `file:line:column`, which terminals and editors can open."""
    source = span.source
    line, column = source.place(span.start)
    return f"{guarded_path(source.name)}:{line}:{column}"


def concise(noted: Noted, style: Look) -> str:
    """Returns `file:line:column: severity rule message`."""
    finding = noted.finding
    severity, rule, mark = finding.severity, finding.rule, "[*]"
    if style.colour:
        severity, rule, mark = paint(severity, STYLES[severity], True), paint(rule, "bold", True), \
            paint(mark, "cyan", True)
    end = f" {mark}" if noted.fix is not None and noted.fix.is_safe else ""
    return guarded(f"{place(finding.span)}: {severity} {rule} {clean(finding.message)}{end}")


def ending(report: LintReport) -> Iterator[str]:
    """Yields the footer: questions, counts by rule, and the summary."""
    if report.questions:
        yield from _questions(report)
    if report.statistics:
        yield from _statistics(report)
    yield guarded(summary(report))


def ended(lines: Iterable[str]) -> Iterator[str]:
    """Yields lines with newlines appended."""
    return (f"{line}\n" for line in lines)


def _questions(report: LintReport) -> Iterator[str]:
    for document in report.checked:
        for question in document.questions:
            yield guarded(f"{place(question.span)}: question {question.rule} {clean(question.question)}")


def _statistics(report: LintReport) -> Iterator[str]:
    rows = by_rule(noted.finding for noted in counting(report.checked))
    width = max((len(f"{count:,}") for _, _, count in rows), default=0)
    for rule, severity, count in rows:
        kind = paint(severity, STYLES[severity], report.look.colour) + " " * (len("warning") - len(severity))
        practice = report.practices.get(rule)
        yield guarded(f"{count:{width},}  {kind}  {rule}{f'  {clean(practice.title)}' if practice else ''}")
