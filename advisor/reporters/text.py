"""Text report: a table of all interactions with the findings, or a full page for each; `lint` on a pipe is concise."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.interaction import Interaction
from advisor.page.elements import BLANK, Element, Separator
from advisor.page.write import write_page
from advisor.reporters import concise
from advisor.reporters.one_line import footer_elements
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, sort_by_severity


def render(report: Report) -> Iterator[str]:
    """Yields the title, a table, the counts, and the findings; or the differences of two versions."""
    if report.comparison is not None:
        from advisor.reporters.comparison.text import comparison_elements

        return write_page(comparison_elements(report, report.comparison), report.style)
    if report.interactions is not None:
        return write_page(_table_and_review(report, report.interactions), report.style)
    return write_page(_framed_findings(report), report.style) if report.frames else concise.render(report)


def render_pages(report: Report) -> Iterator[str]:
    """Yields the full page of every interaction, with its findings and questions."""
    return write_page(_pages(report), report.style)


def _table_and_review(report: Report, interactions: tuple[Interaction, ...]) -> Iterator[Element]:
    from advisor.reporters.review import not_read_elements, review_elements
    from advisor.reporters.table import interaction_table

    yield from interaction_table(report, interactions)
    yield from review_elements(report) if report.documents else not_read_elements(report)


def _framed_findings(report: Report) -> Iterator[Element]:
    from advisor.reporters.findings import finding_elements

    findings = sort_by_severity(active_findings(report.documents))
    elements = finding_elements(findings, report)
    next(elements, None)  # the blank line before the first title
    yield from elements
    if findings:
        yield BLANK
    yield from footer_elements(report)


def _pages(report: Report) -> Iterator[Element]:
    from advisor.reporters.by_interaction import split_by_interaction
    from advisor.reporters.result import result_page
    from advisor.reporters.review import interaction_review

    parts = split_by_interaction(report, (interaction.id for interaction in report.interactions or ()))
    for number, (interaction, recommendation) in enumerate(report.results):
        if number:
            yield Separator()
        yield from result_page(interaction, recommendation, interaction_review(*parts[interaction.id], report))
