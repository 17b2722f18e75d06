"""Flows as trees: each hop with its latency and share of the budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.model.finding import FlowHop, FlowReview
from advisor.page.style import TextStyle
from advisor.reporters.number_format import format_flow, format_ms, format_percent, misses_target
from advisor.text.layout import apply_style, cell_width, pad, truncate, wrap
from advisor.text.sanitise import escape_controls

MAX_FLOWS = 10
MAX_HOPS = 40
MAX_NAME_WIDTH = 50
BRANCH = "+- "


class _HopRow(NamedTuple):
    name: str
    typical: str
    typical_share: str
    worst: str
    worst_share: str
    note: str


def flows_in_text(flows: Sequence[FlowReview], style: TextStyle) -> Iterator[str]:
    """Yields flows as trees, those that miss a target first."""
    drawn_flows = select_flows(flows)
    for flow in drawn_flows[:MAX_FLOWS]:
        yield ""
        yield from _tree(flow, style)
    if len(drawn_flows) > MAX_FLOWS:
        yield ""
        yield f"{len(drawn_flows) - MAX_FLOWS:,} more flows are not shown; --format json holds all of them."


def select_flows(flows: Sequence[FlowReview]) -> list[FlowReview]:
    """Returns flows, those that miss a target first; omits derived flows without any latency."""
    return sorted(
        (flow for flow in flows if flow.declared or _has_numbers(flow)), key=lambda flow: not misses_target(flow)
    )


def hop_label(hop: FlowHop) -> str:
    """Returns the name of a hop with its tree branch."""
    return f"{'   ' * (hop.depth - 1)}{BRANCH if hop.depth else ''}{escape_controls(hop.interaction)}"


def hop_note(hop: FlowHop) -> str:
    """Returns a remark: non-blocking, parallel, or empty."""
    return "nobody waits" if not hop.blocking else "beside the one above" if hop.parallel else ""


def _has_numbers(flow: FlowReview) -> bool:
    return any(number is not None for hop in flow.hops for number in (hop.typical_ms, hop.worst_ms))


def _tree(flow: FlowReview, style: TextStyle) -> Iterator[str]:
    title = escape_controls(flow.id) + ("" if flow.declared else " (derived)")
    title_style = "red" if misses_target(flow) else "bold"
    first, *rest = wrap(f"{title}: {format_flow(flow)}", style.width, "", "  ")
    yield apply_style(first, title_style, style.colour)
    yield from rest
    rows = [_hop_row(hop, flow.budget_ms) for hop in flow.hops[:MAX_HOPS]]
    headings = _HopRow("", "typical", "", "worst case", "", "")
    widths = [max(cell_width(row[column]) for row in (headings, *rows)) for column in range(len(headings))]
    widths[0] = min(widths[0], MAX_NAME_WIDTH)
    yield apply_style(_line(headings, widths), "dim", style.colour)
    yield from (_line(row, widths) for row in rows)
    if len(flow.hops) > MAX_HOPS:
        yield f"  and {len(flow.hops) - MAX_HOPS:,} more"


def _hop_row(hop: FlowHop, budget: float | None) -> _HopRow:
    if not hop.blocking:
        return _HopRow(hop_label(hop), "-", "", "-", "", hop_note(hop))
    return _HopRow(hop_label(hop), format_ms(hop.typical_ms), _share(hop.typical_ms, budget), format_ms(hop.worst_ms),
                   _share(hop.worst_ms, budget), hop_note(hop))


def _share(value: float | None, budget: float | None) -> str:
    return "" if value is None or not budget else format_percent(value / budget)


def _line(row: _HopRow, widths: Sequence[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(row[1:5], widths[1:5], strict=True))
    return f"  {pad(truncate(row.name, widths[0]), widths[0])}  {'  '.join(numbers)}  {row.note}".rstrip()
