"""Two versions of an architecture, compared, for people at a terminal."""

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
    """What a reporter of comparisons is given."""

    comparison: Comparison
    worse: tuple[str, ...]  # why it fails; empty where it does not
    rules_pack: str = ""
    look: Look = Look()


ComparisonReporter = Callable[[ComparisonReport], Iterator[str]]
FORMATS = ("text", "json", "markdown")


def comparison_reporter(form: str) -> ComparisonReporter:
    """Returns the reporter of a format; its module is imported now."""
    match form:
        case "json":
            from advisor.reporters.comparison_json import report as reporter
        case "markdown":
            from advisor.reporters.comparison_markdown import report as reporter
        case _:
            reporter = report
    return reporter


def report(what: ComparisonReport) -> Iterator[str]:
    """Yields what differs: decisions, findings, flows, and at the end what got worse."""
    yield from (f"{guarded(line)}\n" for text in _lines(what) for line in text.split("\n"))


def _lines(what: ComparisonReport) -> Iterator[str]:
    compared, _, _, look = what
    yield paint(clean(f"{compared.before} -> {compared.after}"), "bold", look.colour)
    yield from wrap(counts_in_words(compared), look.width, "", "  ")
    yield from _section("Interactions", _interactions(compared, look), look)
    yield from _section(f"New findings ({len(compared.new):,})", _new(compared.new, look), look)
    yield from _section(f"Fixed findings ({len(compared.fixed):,})", _fixed(compared.fixed, look), look)
    yield from _section("Flows", _flows(compared, look), look)
    yield ""
    yield paint(worse_in_words(what.worse), "red" if what.worse else "green", look.colour)
    for line in what.worse:
        yield from wrap(clean(line), look.width, "  - ", "    ")


def _interactions(compared: Comparison, look: Look) -> Iterator[str]:
    for changed in compared.changed:
        yield from _entry("~", f"{changed.after.interaction.id}: {step_in_words(changed)}", look)
        for line in details(changed):
            yield from wrap(clean(line), look.width, "    ", "      ")
    for sign, entries in (("+", compared.added), ("-", compared.removed)):
        for one in entries:
            interaction = one.interaction
            yield from _entry(sign, f"{interaction.id}: {route_in_words(interaction)}, {advice_in_words(one)}", look)


def _entry(sign: str, text: str, look: Look) -> Iterator[str]:
    yield from wrap(clean(text), look.width, f"  {sign} ", "    ")


def _new(findings: Sequence[Finding], look: Look) -> Iterator[str]:
    said: set[tuple[str, str]] = set()
    for number, finding in enumerate(findings[:MOST_SHOWN]):
        if number >= MOST_FRAMES:
            yield head(finding, look)
            continue
        yield from ("",) if number else ()
        yield from in_full(finding, look, said)
    yield from _left_out(findings)


def _fixed(findings: Sequence[Finding], look: Look) -> Iterator[str]:
    yield from (head(finding, look) for finding in findings[:MOST_SHOWN])
    yield from _left_out(findings)


def _left_out(findings: Sequence[Finding]) -> Iterator[str]:
    if len(findings) > MOST_SHOWN:
        yield f"{len(findings) - MOST_SHOWN:,} more are not shown; --format json holds all of them."


def _flows(compared: Comparison, look: Look) -> Iterator[str]:
    for flow in compared.flows:
        yield from wrap(clean(f"{flow.after.id}: {measures_in_words(flow)}"), look.width, "  ", "    ")


def _section(title: str, lines: Iterator[str], look: Look) -> Iterator[str]:
    first = next(lines, None)
    if first is not None:
        yield from ("", paint(title, "bold", look.colour), first)
        yield from lines
