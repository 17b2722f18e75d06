"""Text report: the worst findings with code frame and help, the others with one line each."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.checked import Noted
from advisor.reporters.amounts import numbers_in_words
from advisor.reporters.clean import clean, guarded
from advisor.reporters.findings import path_in_words
from advisor.reporters.frame import frame
from advisor.reporters.layout import paint, wrap
from advisor.reporters.lint.about import address
from advisor.reporters.lint.found import counting, worst_first
from advisor.reporters.lint.lines import concise, ended, ending
from advisor.reporters.lint_report import LintReport
from advisor.reporters.severities import STYLES


def report(report: LintReport) -> Iterator[str]:
    """Yields the findings, worst first if some have code frames, and the summary."""
    findings = list(counting(report.checked))
    if report.frames:
        findings = worst_first(findings)
    shown_help: set[tuple[str, str]] = set()
    for noted in findings[:report.frames]:
        yield from ended(map(guarded, _in_full(noted, report, shown_help)))
        yield "\n"
    yield from ended(concise(noted, report.look) for noted in findings[report.frames:])
    if len(findings) > report.frames > 0:
        yield "\n"
    yield from ended(ending(report))


def _in_full(noted: Noted, report: LintReport, shown_help: set[tuple[str, str]]) -> Iterator[str]:
    """Yields a finding with its code frame; omits help already in `shown_help`, and adds to it."""
    finding, style = noted.finding, report.look
    yield concise(noted, style)
    text, carets = frame(finding.span, style.width)
    yield text
    yield paint(carets, STYLES[finding.severity], style.colour)
    if finding.help and (finding.rule, finding.help) not in shown_help:
        shown_help.add((finding.rule, finding.help))
        yield from wrap(clean(finding.help), style.width, "  help: ", "    ")
        if link := address(finding.rule, report):
            yield f"  docs: {link}"
    if noted.fix is not None:
        kind = "fix" if noted.fix.is_safe else "unsafe fix"
        yield from wrap(clean(noted.fix.says), style.width, f"  {kind}: ", "    ")
    if finding.path:
        yield from wrap(clean(path_in_words(finding.path)), style.width, "  path: ", "    ")
    if finding.numbers:
        yield from wrap(clean(numbers_in_words(finding.numbers)), style.width, "  numbers: ", "    ")
