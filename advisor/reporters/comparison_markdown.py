"""Markdown report of a comparison, for a pull-request comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.comparison import Advised, Comparison
from advisor.model.finding import Finding
from advisor.reporters.clean import guarded_text
from advisor.reporters.comparison import ComparisonReport
from advisor.reporters.comparison_words import (
    advice_in_words,
    counts_in_words,
    details,
    measures_in_words,
    step_in_words,
    worse_in_words,
)
from advisor.reporters.markup import escape
from advisor.reporters.words import route_in_words

MAX_ROWS = 100  # rows of a table; keeps the comment within its size limit


def report(report: ComparisonReport) -> Iterator[str]:
    """Yields the regressions, then decisions, findings and flows."""
    return guarded_text(_comment(report))


def _comment(report: ComparisonReport) -> Iterator[str]:
    comparison = report.comparison
    yield f"## {escape(comparison.before)} → {escape(comparison.after)}\n\n"
    yield f"{'❌' if report.worse else '✅'} **{worse_in_words(report.worse)}**\n"
    yield "\n" if report.worse else ""
    yield from (f"- {escape(line)}\n" for line in report.worse[:MAX_ROWS])
    yield f"\n{counts_in_words(comparison)}\n"
    yield from _interactions(comparison)
    yield from _findings("New findings", comparison.new)
    yield from _findings("Fixed findings", comparison.fixed)
    if comparison.flows:
        yield "\n### Flows\n\n"
        yield from (f"- **{escape(flow.after.id)}**: {escape(measures_in_words(flow))}\n"
                    for flow in comparison.flows[:MAX_ROWS])


def _interactions(comparison: Comparison) -> Iterator[str]:
    rows = [*((changed.after.interaction.id, step_in_words(changed), "; ".join(details(changed)))
              for changed in comparison.changed),
            *(_row("added", advised) for advised in comparison.added),
            *(_row("removed", advised) for advised in comparison.removed)]
    if not rows:
        return
    yield "\n### Interactions\n\n| Interaction | Advised | What is different |\n| --- | --- | --- |\n"
    yield from (f"| {' | '.join(map(escape, row))} |\n" for row in rows[:MAX_ROWS])
    if len(rows) > MAX_ROWS:
        yield f"\n{len(rows) - MAX_ROWS:,} more are not shown.\n"


def _findings(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield f"\n### {title} ({len(findings):,})\n\n"
    for finding in findings[:MAX_ROWS]:
        location = escape(f"{finding.span.file}:{finding.span.line}")
        yield f"- {finding.severity} **{escape(finding.rule)}** {escape(finding.message)} ({location})\n"
    if len(findings) > MAX_ROWS:
        yield f"\n{len(findings) - MAX_ROWS:,} more are not shown.\n"


def _row(kind: str, advised: Advised) -> tuple[str, str, str]:
    return advised.interaction.id, f"{kind}: {advice_in_words(advised)}", route_in_words(advised.interaction)
