"""Findings for people: the worst with their lines and what to do, the others with one line each."""

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


def report(what: LintReport) -> Iterator[str]:
    """Yields the findings, worst first where some are shown with their lines, and the summary."""
    found = list(counting(what.checked))
    if what.frames:
        found = worst_first(found)
    said: set[tuple[str, str]] = set()
    for noted in found[:what.frames]:
        yield from ended(map(guarded, _in_full(noted, what, said)))
        yield "\n"
    yield from ended(concise(noted, what.look) for noted in found[what.frames:])
    if len(found) > what.frames > 0:
        yield "\n"
    yield from ended(ending(what))


def _in_full(noted: Noted, what: LintReport, said: set[tuple[str, str]]) -> Iterator[str]:
    """Yields a finding with its line; help that was said before is left out, and `said` remembers it."""
    finding, look = noted.finding, what.look
    yield concise(noted, look)
    text, carets = frame(finding.span, look.width)
    yield text
    yield paint(carets, STYLES[finding.severity], look.colour)
    if finding.help and (finding.rule, finding.help) not in said:
        said.add((finding.rule, finding.help))
        yield from wrap(clean(finding.help), look.width, "  help: ", "    ")
        if link := address(finding.rule, what):
            yield f"  docs: {link}"
    if noted.fix is not None:
        kind = "fix" if noted.fix.is_safe else "unsafe fix"
        yield from wrap(clean(noted.fix.says), look.width, f"  {kind}: ", "    ")
    if finding.path:
        yield from wrap(clean(path_in_words(finding.path)), look.width, "  path: ", "    ")
    if finding.numbers:
        yield from wrap(clean(numbers_in_words(finding.numbers)), look.width, "  numbers: ", "    ")
