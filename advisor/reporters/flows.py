"""Flows as trees: each hop with its latency and share of the budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from advisor.model.finding import FlowHop, FlowReview
from advisor.page.elements import (
    BLANK,
    TERMINAL,
    Bar,
    Branch,
    Column,
    Element,
    Paragraph,
    Run,
    Table,
    TableCell,
    TextLine,
    branch_label,
)
from advisor.page.style import BAD, GOOD, QUIET, STRONG
from advisor.reporters.number_format import format_flow, format_ms, format_percent, misses_target
from advisor.text.layout import cell_width

MAX_FLOWS = 10
MAX_HOPS = 40
MAX_NAME_WIDTH = 50
NUMBERS = (Column("typical", is_right=True), Column("", is_right=True, style=QUIET, dropped=4),
           Column("worst case", is_right=True), Column("", is_right=True, style=QUIET, dropped=3),
           Column(is_bar=True, only_on=TERMINAL, dropped=2), Column(style=QUIET, dropped=1))


def flow_elements(flows: Sequence[FlowReview]) -> Iterator[Element]:
    """Yields flows as trees, those that miss a target first."""
    drawn_flows = select_flows(flows)
    for flow in drawn_flows[:MAX_FLOWS]:
        yield BLANK
        yield from _tree(flow)
    if len(drawn_flows) > MAX_FLOWS:
        yield BLANK
        yield TextLine(f"{len(drawn_flows) - MAX_FLOWS:,} more flows are not shown; --format json holds all of them.")


def select_flows(flows: Sequence[FlowReview]) -> list[FlowReview]:
    """Returns flows, those that miss a target first; omits derived flows without any latency."""
    return sorted(
        (flow for flow in flows if flow.declared or _has_numbers(flow)), key=lambda flow: not misses_target(flow)
    )


def hop_note(hop: FlowHop) -> str:
    """Returns a remark: non-blocking, parallel, or empty."""
    return "nobody waits" if not hop.blocking else "beside the one above" if hop.parallel else ""


def _has_numbers(flow: FlowReview) -> bool:
    return any(number is not None for hop in flow.hops for number in (hop.typical_ms, hop.worst_ms))


def _tree(flow: FlowReview) -> Iterator[Element]:
    title = flow.id + ("" if flow.declared else " (derived)")
    yield Paragraph((Run(title, BAD if misses_target(flow) else STRONG), Run(f": {format_flow(flow)}")), "", "  ")
    hops = flow.hops[:MAX_HOPS]
    longest = max((cell_width(branch_label(_branch(hop))) for hop in hops), default=0)
    names = Column(width=min(longest, MAX_NAME_WIDTH), is_cut=True)
    scale = max(filter(isfinite, (flow.budget_ms or 0, *(hop.worst_ms or 0 for hop in hops))), default=0)
    yield Table((names, *NUMBERS), [_row(hop, flow.budget_ms, scale) for hop in hops], "  ")
    if len(flow.hops) > MAX_HOPS:
        yield TextLine(f"  and {len(flow.hops) - MAX_HOPS:,} more")


def _branch(hop: FlowHop) -> Branch:
    return Branch(hop.depth, hop.interaction)


def _row(hop: FlowHop, budget: float | None, scale: float) -> tuple[TableCell, ...]:
    if not hop.blocking:
        return _branch(hop), "-", "", "-", "", Bar(0), hop_note(hop)
    return (_branch(hop), format_ms(hop.typical_ms), _share(hop.typical_ms, budget), format_ms(hop.worst_ms),
            _share(hop.worst_ms, budget), _bar(hop, budget, scale), hop_note(hop))


def _bar(hop: FlowHop, budget: float | None, scale: float) -> Bar:
    """Returns the typical latency as a bar that reaches to the worst one, on the scale of the flow."""
    is_over = budget is not None and (hop.worst_ms or 0) > budget
    typical, worst = (min((value or 0) / (scale or 1), 1) for value in (hop.typical_ms, hop.worst_ms))
    return Bar(typical, BAD if is_over else GOOD, worst)


def _share(value: float | None, budget: float | None) -> str:
    return "" if value is None or not budget else format_percent(value / budget)
