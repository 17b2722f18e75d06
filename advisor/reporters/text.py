"""Text report: a table of all interactions, or a full page for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision
from advisor.reporters.agreement import Tally
from advisor.reporters.clean import clean, guarded_text
from advisor.reporters.layout import cells, cut, pad, paint
from advisor.reporters.part import by_interaction
from advisor.reporters.report import Report
from advisor.reporters.result import STATUS_STYLES, result_page
from advisor.reporters.review import of_interaction, review_in_text
from advisor.reporters.severities import counts_of, silenced_in_words
from advisor.source.frozen import NamedTuple

HEADINGS = ("id", "from -> to", "declared", "advised", "status", "margin", "")
MAX_ID_WIDTH = 40
MIN_ROUTE_WIDTH = 30  # minimum; a shorter route is unreadable, so the table may exceed its width
PATTERN_WIDTH = len("event-streaming")
STATUS_WIDTH = len("undecided")
MARK_WIDTH = len("excluded")
GAP = "  "


def report(report: Report) -> Iterator[str]:
    """Yields the title, a table, the counts, and the review."""
    return guarded_text(_table(report))


def pages(report: Report) -> Iterator[str]:
    """Yields the full page of every interaction, with its findings and questions."""
    return guarded_text(_pages(report))


def _table(report: Report) -> Iterator[str]:
    widths = _widths(report.interactions, report.look.width)
    if report.title:
        yield f"{paint(clean(report.title), 'bold', report.look.colour)}\n\n"
    if report.interactions:
        yield paint(_line(HEADINGS, widths), "dim", report.look.colour) + "\n"
    tally = Tally()
    for interaction, decision in report.decisions:
        mark = tally.add(interaction, decision)
        row = _row(interaction, decision, mark, widths)
        yield _coloured_row(row, decision, mark, widths) if report.look.colour else _line(row, widths) + "\n"
    yield "\n" if report.interactions else ""
    yield f"{tally.sentence()}\n"
    yield from _review(report)


def _pages(report: Report) -> Iterator[str]:
    separator = ""
    parts = by_interaction(report.review, (interaction.id for interaction in report.interactions))
    for interaction, recommendation in report.results:
        yield separator
        review_lines = of_interaction(*parts[interaction.id], report.look)
        for line in result_page(interaction, recommendation, report.look, review_lines):
            yield f"{line}\n"
        separator = "\n" + "-" * min(report.look.width, 60) + "\n\n"


def _review(report: Report) -> Iterator[str]:
    if report.review is None:
        return
    if report.review.findings:
        yield f"{counts_of(report.review.findings)}{silenced_in_words(report.review.silenced)}.\n"
    for line in review_in_text(report.review, report.look, every_question=report.every_question):
        yield f"{line}\n"


class _ColumnWidths(NamedTuple):
    id: int
    route: int
    declared: int
    advised: int
    status: int
    margin: int
    mark: int


def _widths(interactions: tuple[Interaction, ...], total: int) -> _ColumnWidths:
    longest_id = max((cells(clean(interaction.id)) for interaction in interactions), default=2)
    declared = max((len(interaction.declared or "") for interaction in interactions), default=0)
    fixed = _ColumnWidths(min(max(longest_id, 2), MAX_ID_WIDTH), 0, max(declared, len("declared")), PATTERN_WIDTH,
                          STATUS_WIDTH, len("margin"), MARK_WIDTH)
    room = total - sum(fixed) - len(GAP) * (len(fixed) - 1)
    longest_route = max((cells(_route(interaction)) for interaction in interactions), default=0)
    return fixed._replace(route=min(max(room, MIN_ROUTE_WIDTH), max(longest_route, len("from -> to"))))


def _row(interaction: Interaction, decision: Decision, mark: str, widths: _ColumnWidths) -> tuple[str, ...]:
    margin = "" if decision.margin is None else str(decision.margin)
    return (clean(interaction.id), cut(_route(interaction), widths.route), clean(interaction.declared or "-"),
            decision.pattern or "-", decision.status, margin, mark)


def _route(interaction: Interaction) -> str:
    first, *others = interaction.receivers or ("?",)
    more = f" +{len(others)}" if others else ""
    return clean(f"{interaction.sender} -> {first}{more}")


def _line(row: Iterable[str], widths: _ColumnWidths) -> str:
    return GAP.join(map(pad, row, widths)).rstrip()


def _coloured_row(row: tuple[str, ...], decision: Decision, mark: str, widths: _ColumnWidths) -> str:
    padded = [pad(cell, width) for cell, width in zip(row, widths, strict=True)]
    padded[3] = paint(padded[3], "bold", True)
    padded[4] = paint(padded[4], STATUS_STYLES.get(decision.status, "bold"), True)
    padded[6] = paint(mark, "red", True)
    return GAP.join(padded).rstrip() + "\n"
