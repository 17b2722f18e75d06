"""Text report of a comparison of two versions of an architecture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.comparison import ArchitectureComparison
from advisor.model.finding import Finding, ReportedFinding
from advisor.reporters.comparison.wording import (
    describe_change,
    format_advice,
    format_advice_change,
    format_change_counts,
    format_measure_changes,
    format_regression_count,
)
from advisor.reporters.findings import MAX_FINDINGS, finding_line, finding_with_frame
from advisor.reporters.phrasing import format_route
from advisor.reporters.report import Report, TextStyle
from advisor.reporters.selection import active_findings, not_read_line, sort_by_severity
from advisor.text.layout import apply_style, wrap
from advisor.text.sanitise import escape_controls


def comparison_in_text(report: Report, comparison: ArchitectureComparison) -> Iterator[str]:
    """Yields changed decisions, findings and flows, then the regressions."""
    style = report.style
    yield apply_style(escape_controls(f"{comparison.before} -> {comparison.after}"), "bold", style.colour)
    yield from wrap(format_change_counts(comparison), style.width, "", "  ")
    yield from _section("Interactions", _interactions(comparison, style), style)
    yield from _section(f"New findings ({len(comparison.new):,})", _new(report), style)
    yield from _section(f"Fixed findings ({len(comparison.fixed):,})", _fixed(comparison.fixed, style), style)
    yield from _section("Flows", _flows(comparison, style), style)
    yield ""
    yield apply_style(
        format_regression_count(report.regressions), "red" if report.regressions else "green", style.colour
    )
    for line in report.regressions:
        yield from wrap(escape_controls(line), style.width, "  - ", "    ")
    not_read = not_read_line(report)
    if not_read:
        yield from wrap(escape_controls(not_read), style.width, "", "  ")


def _interactions(comparison: ArchitectureComparison, style: TextStyle) -> Iterator[str]:
    for changed in comparison.changed:
        yield from _entry("~", f"{changed.after.interaction.id}: {format_advice_change(changed)}", style)
        for line in describe_change(changed):
            yield from wrap(escape_controls(line), style.width, "    ", "      ")
    for sign, entries in (("+", comparison.added), ("-", comparison.removed)):
        for advised in entries:
            interaction = advised.interaction
            advice = format_advice(advised)
            yield from _entry(sign, f"{interaction.id}: {format_route(interaction)}, {advice}", style)


def _entry(sign: str, text: str, style: TextStyle) -> Iterator[str]:
    yield from wrap(escape_controls(text), style.width, f"  {sign} ", "    ")


def _new(report: Report) -> Iterator[str]:
    shown_help: set[tuple[str, str]] = set()
    findings = sort_by_severity(active_findings(report.documents))
    for number, noted in enumerate(findings[:MAX_FINDINGS]):
        if number >= report.frames:
            yield finding_line(noted, report.style)
            continue
        yield from ("",) if number else ()
        yield from finding_with_frame(noted, report, shown_help)
    yield from _omitted(findings)


def _fixed(findings: Sequence[Finding], style: TextStyle) -> Iterator[str]:
    yield from (finding_line(ReportedFinding(finding), style) for finding in findings[:MAX_FINDINGS])
    yield from _omitted(findings)


def _omitted(findings: Sequence[object]) -> Iterator[str]:
    if len(findings) > MAX_FINDINGS:
        yield f"{len(findings) - MAX_FINDINGS:,} more are not shown; --format json holds all of them."


def _flows(comparison: ArchitectureComparison, style: TextStyle) -> Iterator[str]:
    for flow in comparison.flows:
        yield from wrap(escape_controls(f"{flow.after.id}: {format_measure_changes(flow)}"), style.width, "  ", "    ")


def _section(title: str, lines: Iterator[str], style: TextStyle) -> Iterator[str]:
    first = next(lines, None)
    if first is not None:
        yield from ("", apply_style(title, "bold", style.colour), first)
        yield from lines
