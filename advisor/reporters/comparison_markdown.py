"""Two versions of an architecture, compared, as a comment for a pull request."""

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

MOST = 100  # rows of a table; a comment holds no more


def report(what: ComparisonReport) -> Iterator[str]:
    """Yields what got worse, then decisions, findings and flows."""
    return guarded_text(_comment(what))


def _comment(what: ComparisonReport) -> Iterator[str]:
    compared = what.comparison
    yield f"## {escape(compared.before)} → {escape(compared.after)}\n\n"
    yield f"{'❌' if what.worse else '✅'} **{worse_in_words(what.worse)}**\n"
    yield "\n" if what.worse else ""
    yield from (f"- {escape(line)}\n" for line in what.worse[:MOST])
    yield f"\n{counts_in_words(compared)}\n"
    yield from _interactions(compared)
    yield from _findings("New findings", compared.new)
    yield from _findings("Fixed findings", compared.fixed)
    if compared.flows:
        yield "\n### Flows\n\n"
        yield from (f"- **{escape(flow.after.id)}**: {escape(measures_in_words(flow))}\n"
                    for flow in compared.flows[:MOST])


def _interactions(compared: Comparison) -> Iterator[str]:
    rows = [*((one.after.interaction.id, step_in_words(one), "; ".join(details(one))) for one in compared.changed),
            *(_row("added", one) for one in compared.added), *(_row("removed", one) for one in compared.removed)]
    if not rows:
        return
    yield "\n### Interactions\n\n| Interaction | Advised | What is different |\n| --- | --- | --- |\n"
    yield from (f"| {' | '.join(map(escape, row))} |\n" for row in rows[:MOST])
    if len(rows) > MOST:
        yield f"\n{len(rows) - MOST:,} more are not shown.\n"


def _findings(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield f"\n### {title} ({len(findings):,})\n\n"
    for finding in findings[:MOST]:
        place = escape(f"{finding.span.file}:{finding.span.line}")
        yield f"- {finding.severity} **{escape(finding.rule)}** {escape(finding.message)} ({place})\n"
    if len(findings) > MOST:
        yield f"\n{len(findings) - MOST:,} more are not shown.\n"


def _row(what: str, one: Advised) -> tuple[str, str, str]:
    return one.interaction.id, f"{what}: {advice_in_words(one)}", route_in_words(one.interaction)
