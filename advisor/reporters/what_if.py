"""What-if comparison: current and changed recommendation side by side, with the differences."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.recommendation import RankedPattern, Recommendation
from advisor.page.elements import BLANK, Column, Element, Paragraph, Table
from advisor.page.style import STRONG
from advisor.page.write import write_page
from advisor.reporters.phrasing import format_status, format_value
from advisor.reporters.report import Report, WhatIf
from advisor.text.layout import cell_width
from advisor.text.sanitise import escape_controls

GAPS = 4  # cells between three columns
Row = tuple[str, str, str]


def render_what_if(report: Report) -> Iterator[str]:
    """Yields both recommendations, side by side if the width allows, and their differences."""
    return write_page(_what_if_elements(report), report.style)


def _what_if_elements(report: Report) -> Iterator[Element]:
    assert report.what_if is not None
    after = report.what_if.result[1]
    for _, now in report.results:
        heading = ("", "Now", f"If {format_changed_facts(report.what_if)}")
        rows = comparison_rows(now, after)
        widths = [max(cell_width(row[column]) for row in (heading, *rows)) for column in range(3)]
        if sum(widths) + GAPS <= report.style.width:
            yield Table([Column(title) for title in heading], rows)
        else:
            yield from _stacked(heading, rows)
        yield BLANK
        for line in describe_differences(now, after):
            yield Paragraph(line, "", "  ")


def comparison_rows(now: Recommendation, after: Recommendation) -> list[Row]:
    """Returns the table rows: pattern, status, then the score of each pattern."""
    later = {ranked.pattern: ranked for ranked in after.ranking}
    points = ((ranked.pattern, _points(ranked), _points(later.get(ranked.pattern))) for ranked in now.ranking)
    return [("answer", now.pattern or "none", after.pattern or "none"),
            ("status", format_status(now), format_status(after)), *points]


def format_changed_facts(what_if: WhatIf) -> str:
    """Returns the changed facts as a phrase."""
    return ", ".join(f"{name} {'were' if value is None else 'is'} {escape_controls(format_value(value))}"
                     for name, value in what_if.changes.items())


def describe_differences(before: Recommendation, after: Recommendation) -> Iterator[str]:
    """Yields the effect of the change, rule by rule."""
    if before.pattern == after.pattern and before.status == after.status:
        yield "The answer stays the same."
    elif before.pattern == after.pattern:
        yield f"The pattern stays; it was {before.status} and is {after.status}."
    else:
        yield f"The answer changes from {before.pattern or before.status} to {after.pattern or after.status}."
    earlier, later = _rule_effects(before), _rule_effects(after)
    for rule in sorted(later.keys() - earlier.keys()):
        yield f"+ {rule}: {later[rule]}"
    for rule in sorted(earlier.keys() - later.keys()):
        yield f"- {rule}: {earlier[rule]}"


def _stacked(heading: Row, rows: list[Row]) -> Iterator[Element]:
    for column in (1, 2):
        yield Paragraph(heading[column], style=STRONG)
        for row in rows:
            yield Paragraph(row[column], f"  {row[0]}: ", "    ")
        if column == 1:
            yield BLANK


def _points(ranked: RankedPattern | None) -> str:
    return "" if ranked is None else "excluded" if ranked.excluded else str(ranked.score)


def _rule_effects(recommendation: Recommendation) -> dict[str, str]:
    """Returns the effect of every rule that fires."""
    points: dict[str, list[str]] = {}
    for ranked in recommendation.ranking:
        for reason in ranked.reasons:
            points.setdefault(reason.rule, []).append(f"{ranked.pattern} {reason.points:+d}")
    effects = {rule: ", ".join(sorted(changes)) for rule, changes in points.items()}
    effects |= {exclusion.rule: f"excludes {exclusion.pattern}" for exclusion in recommendation.excluded}
    return effects | {
        conflict.rule: f"conflict, {escape_controls(conflict.title)}" for conflict in recommendation.conflicts
    }
