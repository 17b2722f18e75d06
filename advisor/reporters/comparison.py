"""Text report of a comparison of two versions of an architecture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from advisor.model.comparison import Comparison
from advisor.model.finding import Finding
from advisor.reporters.clean import clean, guarded
from advisor.reporters.comparison_words import (
    advice_in_words,
    counts_in_words,
    details,
    measures_in_words,
    step_in_words,
    worse_in_words,
)
from advisor.reporters.findings import MOST_FRAMES, MOST_SHOWN, head, in_full
from advisor.reporters.layout import paint, wrap
from advisor.reporters.report import Look
from advisor.reporters.words import route_in_words


class ComparisonReport(NamedTuple):
    """Input of a comparison reporter."""

    comparison: Comparison
    worse: tuple[str, ...]  # why the comparison fails; empty if it passes
    rules_pack: str = ""
    look: Look = Look()


ComparisonReporter = Callable[[ComparisonReport], Iterator[str]]
FORMATS = ("text", "json", "markdown")


def comparison_reporter(form: str) -> ComparisonReporter:
    """Returns the reporter of a format; imports its module."""
    match form:
        case "json":
            from advisor.reporters.comparison_json import report as reporter
        case "markdown":
            from advisor.reporters.comparison_markdown import report as reporter
        case _:
            reporter = report
    return reporter


def report(report: ComparisonReport) -> Iterator[str]:
    """Yields changed decisions, findings and flows, then the regressions."""
    yield from (f"{guarded(line)}\n" for text in _lines(report) for line in text.split("\n"))


def _lines(report: ComparisonReport) -> Iterator[str]:
    comparison, _, _, style = report
    yield paint(clean(f"{comparison.before} -> {comparison.after}"), "bold", style.colour)
    yield from wrap(counts_in_words(comparison), style.width, "", "  ")
    yield from _section("Interactions", _interactions(comparison, style), style)
    yield from _section(f"New findings ({len(comparison.new):,})", _new(comparison.new, style), style)
    yield from _section(f"Fixed findings ({len(comparison.fixed):,})", _fixed(comparison.fixed, style), style)
    yield from _section("Flows", _flows(comparison, style), style)
    yield ""
    yield paint(worse_in_words(report.worse), "red" if report.worse else "green", style.colour)
    for line in report.worse:
        yield from wrap(clean(line), style.width, "  - ", "    ")


def _interactions(comparison: Comparison, style: Look) -> Iterator[str]:
    for changed in comparison.changed:
        yield from _entry("~", f"{changed.after.interaction.id}: {step_in_words(changed)}", style)
        for line in details(changed):
            yield from wrap(clean(line), style.width, "    ", "      ")
    for sign, entries in (("+", comparison.added), ("-", comparison.removed)):
        for advised in entries:
            interaction = advised.interaction
            advice = advice_in_words(advised)
            yield from _entry(sign, f"{interaction.id}: {route_in_words(interaction)}, {advice}", style)


def _entry(sign: str, text: str, style: Look) -> Iterator[str]:
    yield from wrap(clean(text), style.width, f"  {sign} ", "    ")


def _new(findings: Sequence[Finding], style: Look) -> Iterator[str]:
    shown_help: set[tuple[str, str]] = set()
    for number, finding in enumerate(findings[:MOST_SHOWN]):
        if number >= MOST_FRAMES:
            yield head(finding, style)
            continue
        yield from ("",) if number else ()
        yield from in_full(finding, style, shown_help)
    yield from _omitted(findings)


def _fixed(findings: Sequence[Finding], style: Look) -> Iterator[str]:
    yield from (head(finding, style) for finding in findings[:MOST_SHOWN])
    yield from _omitted(findings)


def _omitted(findings: Sequence[Finding]) -> Iterator[str]:
    if len(findings) > MOST_SHOWN:
        yield f"{len(findings) - MOST_SHOWN:,} more are not shown; --format json holds all of them."


def _flows(comparison: Comparison, style: Look) -> Iterator[str]:
    for flow in comparison.flows:
        yield from wrap(clean(f"{flow.after.id}: {measures_in_words(flow)}"), style.width, "  ", "    ")


def _section(title: str, lines: Iterator[str], style: Look) -> Iterator[str]:
    first = next(lines, None)
    if first is not None:
        yield from ("", paint(title, "bold", style.colour), first)
        yield from lines
