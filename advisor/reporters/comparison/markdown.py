"""Markdown report of a comparison, for a pull-request comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.comparison import AdvisedInteraction, ArchitectureComparison
from advisor.model.finding import Finding
from advisor.reporters.comparison.wording import (
    describe_change,
    format_advice,
    format_advice_change,
    format_change_counts,
    format_measure_changes,
    format_regression_count,
)
from advisor.reporters.markup import escape_markdown
from advisor.reporters.phrasing import format_route
from advisor.reporters.report import Report
from advisor.reporters.selection import not_read_line

MAX_ROWS = 100  # rows of a table; keeps the comment within its size limit


def comparison_in_markdown(report: Report, comparison: ArchitectureComparison) -> Iterator[str]:
    """Yields the regressions, then decisions, findings and flows."""
    yield f"## {escape_markdown(comparison.before)} → {escape_markdown(comparison.after)}\n\n"
    yield f"{'❌' if report.regressions else '✅'} **{format_regression_count(report.regressions)}**\n"
    yield "\n" if report.regressions else ""
    yield from (f"- {escape_markdown(line)}\n" for line in report.regressions[:MAX_ROWS])
    yield f"\n{format_change_counts(comparison)}\n"
    yield from _interactions(comparison)
    yield from _findings("New findings", comparison.new)
    yield from _findings("Fixed findings", comparison.fixed)
    if comparison.flows:
        yield "\n### Flows\n\n"
        yield from (f"- **{escape_markdown(flow.after.id)}**: {escape_markdown(format_measure_changes(flow))}\n"
                    for flow in comparison.flows[:MAX_ROWS])
    not_read = not_read_line(report)
    yield f"\n{escape_markdown(not_read)}\n" if not_read else ""


def _interactions(comparison: ArchitectureComparison) -> Iterator[str]:
    rows = [*((changed.after.interaction.id, format_advice_change(changed), "; ".join(describe_change(changed)))
              for changed in comparison.changed),
            *(_row("added", advised) for advised in comparison.added),
            *(_row("removed", advised) for advised in comparison.removed)]
    if not rows:
        return
    yield "\n### Interactions\n\n| Interaction | Advised | What is different |\n| --- | --- | --- |\n"
    yield from (f"| {' | '.join(map(escape_markdown, row))} |\n" for row in rows[:MAX_ROWS])
    if len(rows) > MAX_ROWS:
        yield f"\n{len(rows) - MAX_ROWS:,} more are not shown.\n"


def _findings(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield f"\n### {title} ({len(findings):,})\n\n"
    for finding in findings[:MAX_ROWS]:
        location = escape_markdown(f"{finding.span.file}:{finding.span.line}")
        rule, message = escape_markdown(finding.rule), escape_markdown(finding.message)
        yield f"- {finding.severity} **{rule}** {message} ({location})\n"
    if len(findings) > MAX_ROWS:
        yield f"\n{len(findings) - MAX_ROWS:,} more are not shown.\n"


def _row(kind: str, advised: AdvisedInteraction) -> tuple[str, str, str]:
    return advised.interaction.id, f"{kind}: {format_advice(advised)}", format_route(advised.interaction)
