"""Table of all interactions: route, declared and advised pattern, status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision
from advisor.reporters.agreement import Tally
from advisor.reporters.report import Report
from advisor.reporters.result import STATUS_STYLES
from advisor.text.layout import apply_style, cell_width, pad, truncate
from advisor.text.sanitise import escape_controls

HEADINGS = ("id", "from -> to", "declared", "advised", "status", "margin", "")
MAX_ID_WIDTH = 40
MIN_ROUTE_WIDTH = 30  # minimum; a shorter route is unreadable, so the table may exceed its width
PATTERN_WIDTH = len("event-streaming")
STATUS_WIDTH = len("undecided")
MARK_WIDTH = len("excluded")
GAP = "  "


def interaction_table(report: Report, interactions: tuple[Interaction, ...]) -> Iterator[str]:
    """Yields the title, the table and the counts."""
    widths = _widths(interactions, report.style.width)
    if report.title:
        yield f"{apply_style(escape_controls(report.title), 'bold', report.style.colour)}\n\n"
    if interactions:
        yield apply_style(_line(HEADINGS, widths), "dim", report.style.colour) + "\n"
    tally = Tally()
    for interaction, decision in report.decisions:
        mark = tally.add(interaction, decision)
        row = _row(interaction, decision, mark, widths)
        yield _coloured_row(row, decision, mark, widths) if report.style.colour else _line(row, widths) + "\n"
    yield "\n" if interactions else ""
    yield f"{tally.summary()}\n"


class _ColumnWidths(NamedTuple):
    id: int
    route: int
    declared: int
    advised: int
    status: int
    margin: int
    mark: int


def _widths(interactions: tuple[Interaction, ...], total: int) -> _ColumnWidths:
    longest_id = max((cell_width(escape_controls(interaction.id)) for interaction in interactions), default=2)
    declared = max((len(interaction.declared or "") for interaction in interactions), default=0)
    fixed = _ColumnWidths(min(max(longest_id, 2), MAX_ID_WIDTH), 0, max(declared, len("declared")), PATTERN_WIDTH,
                          STATUS_WIDTH, len("margin"), MARK_WIDTH)
    room = total - sum(fixed) - len(GAP) * (len(fixed) - 1)
    longest_route = max((cell_width(_route(interaction)) for interaction in interactions), default=0)
    return fixed._replace(route=min(max(room, MIN_ROUTE_WIDTH), max(longest_route, len("from -> to"))))


def _row(interaction: Interaction, decision: Decision, mark: str, widths: _ColumnWidths) -> tuple[str, ...]:
    margin = "" if decision.margin is None else str(decision.margin)
    return (escape_controls(interaction.id), truncate(_route(interaction), widths.route),
            escape_controls(interaction.declared or "-"), decision.pattern or "-", decision.status, margin, mark)


def _route(interaction: Interaction) -> str:
    first, *others = interaction.receivers or ("?",)
    more = f" +{len(others)}" if others else ""
    return escape_controls(f"{interaction.sender} -> {first}{more}")


def _line(row: Iterable[str], widths: _ColumnWidths) -> str:
    return GAP.join(map(pad, row, widths)).rstrip()


def _coloured_row(row: tuple[str, ...], decision: Decision, mark: str, widths: _ColumnWidths) -> str:
    padded = [pad(cell, width) for cell, width in zip(row, widths, strict=True)]
    padded[3] = apply_style(padded[3], "bold", True)
    padded[4] = apply_style(padded[4], STATUS_STYLES.get(decision.status, "bold"), True)
    padded[6] = apply_style(mark, "red", True)
    return GAP.join(padded).rstrip() + "\n"
