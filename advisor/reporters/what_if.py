"""What-if comparison: current and changed recommendation side by side, with the differences."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.recommendation import Ranked, Recommendation
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells, pad, paint, wrap
from advisor.reporters.report import Report, WhatIf
from advisor.reporters.words import headline_in_words, value_in_words

GAP = "  "
Row = tuple[str, str, str]


def before_and_after(report: Report) -> Iterator[str]:
    """Yields both recommendations, side by side if the width allows, and their differences."""
    assert report.what_if is not None
    after = report.what_if.result[1]
    for _, now in report.results:
        heading = ("", "Now", f"If {supposed(report.what_if)}")
        rows = both(now, after)
        widths = [max(cells(row[column]) for row in (heading, *rows)) for column in range(3)]
        if sum(widths) + 2 * len(GAP) <= report.look.width:
            yield f"{paint(_line(heading, widths), 'bold', report.look.colour)}\n"
            yield from (f"{_line(row, widths)}\n" for row in rows)
        else:
            yield from _stacked(heading, rows, report)
        yield "\n"
        for line in differences(now, after):
            yield from (f"{wrapped}\n" for wrapped in wrap(line, report.look.width, "", "  "))


def both(now: Recommendation, after: Recommendation) -> list[Row]:
    """Returns the table rows: pattern, status, then the score of each pattern."""
    later = {ranked.pattern: ranked for ranked in after.ranking}
    points = ((ranked.pattern, _points(ranked), _points(later.get(ranked.pattern))) for ranked in now.ranking)
    return [("answer", now.pattern or "none", after.pattern or "none"),
            ("status", headline_in_words(now), headline_in_words(after)), *points]


def supposed(what_if: WhatIf) -> str:
    """Returns the changed facts as a phrase."""
    return ", ".join(f"{name} {'were' if value is None else 'is'} {clean(value_in_words(value))}"
                     for name, value in what_if.changes.items())


def differences(before: Recommendation, after: Recommendation) -> Iterator[str]:
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


def _stacked(heading: Row, rows: list[Row], report: Report) -> Iterator[str]:
    for column in (1, 2):
        yield from (f"{paint(line, 'bold', report.look.colour)}\n" for line in wrap(heading[column], report.look.width))
        for row in rows:
            yield from (f"{line}\n" for line in wrap(row[column], report.look.width, f"  {row[0]}: ", "    "))
        yield "\n" if column == 1 else ""


def _line(row: Row, widths: list[int]) -> str:
    return GAP.join(map(pad, row, widths)).rstrip()


def _points(ranked: Ranked | None) -> str:
    return "" if ranked is None else "excluded" if ranked.excluded else str(ranked.score)


def _rule_effects(recommendation: Recommendation) -> dict[str, str]:
    """Returns the effect of every rule that fires."""
    points: dict[str, list[str]] = {}
    for ranked in recommendation.ranking:
        for reason in ranked.reasons:
            points.setdefault(reason.rule, []).append(f"{ranked.pattern} {reason.points:+d}")
    effects = {rule: ", ".join(sorted(changes)) for rule, changes in points.items()}
    effects |= {exclusion.rule: f"excludes {exclusion.pattern}" for exclusion in recommendation.excluded}
    return effects | {conflict.rule: f"conflict, {clean(conflict.title)}" for conflict in recommendation.conflicts}
