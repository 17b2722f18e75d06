"""Flows as trees: each hop with its latency and share of the budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import FlowReview, Hop
from advisor.reporters.amounts import flow_in_words, is_over, percent, time
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells, cut, pad, paint, wrap
from advisor.reporters.report import Look
from advisor.source.frozen import NamedTuple

MOST_FLOWS = 10
MOST_HOPS = 40
WIDEST_NAME = 50
BRANCH = "+- "


class _HopRow(NamedTuple):
    name: str
    typical: str
    typical_share: str
    worst: str
    worst_share: str
    note: str


def flows_in_text(flows: Sequence[FlowReview], style: Look) -> Iterator[str]:
    """Yields flows as trees, those that miss a target first."""
    drawn_flows = worth_drawing(flows)
    for flow in drawn_flows[:MOST_FLOWS]:
        yield ""
        yield from _tree(flow, style)
    if len(drawn_flows) > MOST_FLOWS:
        yield ""
        yield f"{len(drawn_flows) - MOST_FLOWS:,} more flows are not shown; --format json holds all of them."


def worth_drawing(flows: Sequence[FlowReview]) -> list[FlowReview]:
    """Returns flows, those that miss a target first; omits derived flows without any latency."""
    return sorted((flow for flow in flows if flow.declared or _has_numbers(flow)), key=lambda flow: not is_over(flow))


def drawn(hop: Hop) -> str:
    """Returns the name of a hop with its tree branch."""
    return f"{'   ' * (hop.depth - 1)}{BRANCH if hop.depth else ''}{clean(hop.interaction)}"


def note(hop: Hop) -> str:
    """Returns a remark: non-blocking, parallel, or empty."""
    return "nobody waits" if not hop.blocking else "beside the one above" if hop.parallel else ""


def _has_numbers(flow: FlowReview) -> bool:
    return any(number is not None for hop in flow.hops for number in (hop.typical_ms, hop.worst_ms))


def _tree(flow: FlowReview, style: Look) -> Iterator[str]:
    title = clean(flow.id) + ("" if flow.declared else " (derived)")
    title_style = "red" if is_over(flow) else "bold"
    first, *rest = wrap(f"{title}: {flow_in_words(flow)}", style.width, "", "  ")
    yield paint(first, title_style, style.colour)
    yield from rest
    rows = [_hop_row(hop, flow.budget_ms) for hop in flow.hops[:MOST_HOPS]]
    headings = _HopRow("", "typical", "", "worst case", "", "")
    widths = [max(cells(row[column]) for row in (headings, *rows)) for column in range(len(headings))]
    widths[0] = min(widths[0], WIDEST_NAME)
    yield paint(_line(headings, widths), "dim", style.colour)
    yield from (_line(row, widths) for row in rows)
    if len(flow.hops) > MOST_HOPS:
        yield f"  and {len(flow.hops) - MOST_HOPS:,} more"


def _hop_row(hop: Hop, budget: float | None) -> _HopRow:
    if not hop.blocking:
        return _HopRow(drawn(hop), "-", "", "-", "", note(hop))
    return _HopRow(drawn(hop), time(hop.typical_ms), _share(hop.typical_ms, budget), time(hop.worst_ms),
                   _share(hop.worst_ms, budget), note(hop))


def _share(value: float | None, budget: float | None) -> str:
    return "" if value is None or not budget else percent(value / budget)


def _line(row: _HopRow, widths: Sequence[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(row[1:5], widths[1:5], strict=True))
    return f"  {pad(cut(row.name, widths[0]), widths[0])}  {'  '.join(numbers)}  {row.note}".rstrip()
