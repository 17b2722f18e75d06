"""Text report of a comparison of two versions of an architecture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.comparison import ArchitectureComparison
from advisor.model.finding import Finding, ReportedFinding
from advisor.page.elements import BLANK, Element, Paragraph, Run, TextLine, Title, section
from advisor.page.style import BAD, CAUTION, GOOD, STRONG
from advisor.reporters.comparison.wording import (
    describe_change,
    format_advice,
    format_advice_change,
    format_change_counts,
    format_measure_changes,
    format_regression_count,
)
from advisor.reporters.findings import MAX_FINDINGS, finding_entry, framed_finding
from advisor.reporters.phrasing import format_route
from advisor.reporters.report import Report
from advisor.reporters.review import not_read_elements
from advisor.reporters.selection import active_findings, sort_by_severity

SIGN_STYLES = {"~": CAUTION, "+": GOOD, "-": BAD}


def comparison_elements(report: Report, comparison: ArchitectureComparison) -> Iterator[Element]:
    """Yields changed decisions, findings and flows, then the regressions."""
    yield Title(f"{comparison.before} -> {comparison.after}")
    yield Paragraph(format_change_counts(comparison), "", "  ")
    yield from section("Interactions", _interactions(comparison))
    yield from section(f"New findings ({len(comparison.new):,})", _new(report))
    yield from section(f"Fixed findings ({len(comparison.fixed):,})", _fixed(comparison.fixed, report))
    yield from section("Flows", _flows(comparison))
    yield BLANK
    yield TextLine(format_regression_count(report.regressions), BAD if report.regressions else GOOD)
    for line in report.regressions:
        yield Paragraph(line, "  - ", "    ")
    yield from not_read_elements(report)


def _interactions(comparison: ArchitectureComparison) -> Iterator[Element]:
    for changed in comparison.changed:
        yield _change("~", changed.after.interaction.id, format_advice_change(changed))
        for line in describe_change(changed):
            yield Paragraph(line, "    ", "      ")
    for sign, entries in (("+", comparison.added), ("-", comparison.removed)):
        for advised in entries:
            interaction = advised.interaction
            yield _change(sign, interaction.id, f"{format_route(interaction)}, {format_advice(advised)}")


def _change(sign: str, interaction: str, text: str) -> Paragraph:
    return Paragraph((Run(interaction, STRONG), Run(f": {text}")), f"  {sign} ", "    ", label_style=SIGN_STYLES[sign])


def _new(report: Report) -> Iterator[Element]:
    shown_help: set[tuple[str, str]] = set()
    findings = sort_by_severity(active_findings(report.documents))
    for number, noted in enumerate(findings[:MAX_FINDINGS]):
        if number >= report.frames:
            yield finding_entry(noted, report)
            continue
        if number:
            yield BLANK
        yield framed_finding(noted, report, shown_help)
    yield from _omitted(findings)


def _fixed(findings: Sequence[Finding], report: Report) -> Iterator[Element]:
    yield from (finding_entry(ReportedFinding(finding), report) for finding in findings[:MAX_FINDINGS])
    yield from _omitted(findings)


def _omitted(findings: Sequence[object]) -> Iterator[Element]:
    if len(findings) > MAX_FINDINGS:
        yield TextLine(f"{len(findings) - MAX_FINDINGS:,} more are not shown; --format json holds all of them.")


def _flows(comparison: ArchitectureComparison) -> Iterator[Element]:
    for flow in comparison.flows:
        yield Paragraph((Run(flow.after.id, STRONG), Run(f": {format_measure_changes(flow)}")), "  ", "    ")
