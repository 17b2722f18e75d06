"""Text report: a table of all interactions with the findings, or a full page for each; `lint` on a pipe is concise."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.interaction import Interaction
from advisor.reporters import concise
from advisor.reporters.one_line import append_newlines, footer_lines
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, sort_by_severity
from advisor.text.sanitise import escape_ci_stream


def render(report: Report) -> Iterator[str]:
    """Yields the title, a table, the counts, and the findings; or the differences of two versions."""
    if report.comparison is not None:
        from advisor.reporters.comparison.text import comparison_in_text

        return escape_ci_stream(append_newlines(comparison_in_text(report, report.comparison)))
    if report.interactions is not None:
        return escape_ci_stream(_table_and_review(report, report.interactions))
    return escape_ci_stream(_framed_findings(report)) if report.frames else concise.render(report)


def render_pages(report: Report) -> Iterator[str]:
    """Yields the full page of every interaction, with its findings and questions."""
    return escape_ci_stream(_pages(report))


def _table_and_review(report: Report, interactions: tuple[Interaction, ...]) -> Iterator[str]:
    from advisor.reporters.review import review_in_text
    from advisor.reporters.table import interaction_table

    yield from interaction_table(report, interactions)
    if report.documents:
        yield from append_newlines(review_in_text(report))


def _framed_findings(report: Report) -> Iterator[str]:
    from advisor.reporters.findings import findings_in_text

    findings = sort_by_severity(active_findings(report.documents))
    lines = findings_in_text(findings, report)
    next(lines, None)  # the empty line before the first heading
    yield from append_newlines(lines)
    yield "\n" if findings else ""
    yield from append_newlines(footer_lines(report))


def _pages(report: Report) -> Iterator[str]:
    from advisor.reporters.by_interaction import split_by_interaction
    from advisor.reporters.result import result_page
    from advisor.reporters.review import interaction_review_lines

    separator = ""
    parts = split_by_interaction(report, (interaction.id for interaction in report.interactions or ()))
    for interaction, recommendation in report.results:
        yield separator
        review_lines = interaction_review_lines(*parts[interaction.id], report)
        for line in result_page(interaction, recommendation, report.style, review_lines):
            yield f"{line}\n"
        separator = "\n" + "-" * min(report.style.width, 60) + "\n\n"
