"""One line per finding with its remedy, for coding agents."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.checked import Noted
from advisor.reporters.clean import clean, guarded
from advisor.reporters.lint.found import counting, worst_first
from advisor.reporters.lint.lines import ended, ending, place
from advisor.reporters.lint_report import LintReport


def report(report: LintReport) -> Iterator[str]:
    """Yields the findings, worst first, and the summary."""
    yield from ended(map(_line, worst_first(counting(report.checked))))
    yield from ended(ending(report._replace(look=report.look._replace(colour=False))))


def _line(noted: Noted) -> str:
    finding, fix = noted.finding, noted.fix
    message = f"{place(finding.span)}: {finding.severity} {finding.rule}: {clean(finding.message)}"
    remedy = f" | help: {clean(finding.help)}" if finding.help else ""
    fix_text = f" | {'fix' if fix.is_safe else 'unsafe fix'}: {clean(fix.says)}" if fix is not None else ""
    return guarded(f"{message}{remedy}{fix_text}")
