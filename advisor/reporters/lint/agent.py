"""One line for each finding with what to do about it, for programs that read and mend text."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.checked import Noted
from advisor.reporters.clean import clean, guarded
from advisor.reporters.lint.found import counting, worst_first
from advisor.reporters.lint.lines import ended, ending, place
from advisor.reporters.lint_report import LintReport


def report(what: LintReport) -> Iterator[str]:
    """Yields the findings, worst first, and the summary."""
    yield from ended(map(_line, worst_first(counting(what.checked))))
    yield from ended(ending(what._replace(look=what.look._replace(colour=False))))


def _line(noted: Noted) -> str:
    finding, fix = noted.finding, noted.fix
    said = f"{place(finding.span)}: {finding.severity} {finding.rule}: {clean(finding.message)}"
    remedy = f" | help: {clean(finding.help)}" if finding.help else ""
    mended = f" | {'fix' if fix.is_safe else 'unsafe fix'}: {clean(fix.says)}" if fix is not None else ""
    return guarded(f"{said}{remedy}{mended}")
