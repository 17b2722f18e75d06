"""Number formatting: amounts with units, percentages, gains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

from advisor.model.finding import AsyncImprovement, FlowReview, VerdictCounts

UNITS = {"ms": "ms", "seconds": "seconds", "minutes": "minutes", "hours": "hours", "rps": "a second", "bytes": "bytes"}
SHARES = ("availability", "target")
MAX_EXACT = 1e15  # larger floats are not exact


def format_number(value: float) -> str:
    """Returns a formatted number, such as `2,400`; infinity is `unbounded`."""
    if not isfinite(value):
        return "unbounded"
    if float(value).is_integer() and abs(value) < MAX_EXACT:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.1f}" if abs(value) < MAX_EXACT else f"{value:.3g}"
    return f"{value:.4g}"


def format_ms(value: float | None) -> str:
    """Returns milliseconds with their unit, or `?` if unknown."""
    return "?" if value is None else f"{format_number(value)} ms" if isfinite(value) else format_number(value)


def format_percent(share: float) -> str:
    """Returns a share of 1 as a whole percentage; a nonzero share is never shown as 0 %."""
    if not isfinite(share):
        return "unbounded"
    return "<1 %" if 0 < share < 0.005 else f"{share * 100:,.0f} %"


def format_availability(share: float) -> str:
    """Returns an availability with six significant digits, such as `99.95 %`."""
    return f"{share * 100:.6g} %"


def format_numbers(numbers: Mapping[str, float]) -> str:
    """Returns named numbers with units taken from their name suffix, such as `budget 800 ms, attempts 3`."""
    return ", ".join(_number_with_unit(name, value) for name, value in numbers.items())


def format_verdict_counts(counts: Mapping[str, VerdictCounts]) -> str:
    """Returns the totals over all practices by verdict."""
    sums = [sum(column) for column in zip(*counts.values(), strict=True)] or [0, 0, 0, 0]
    names = ("satisfied", "violated", "unknown", "not applicable")
    return "Practices: " + ", ".join(f"{count:,} {name}" for count, name in zip(sums, names, strict=True)) + "."


def format_flow(flow: FlowReview) -> str:
    """Returns a flow's latency and availability against its targets."""
    budget = flow.budget_ms
    parts = [] if budget is None else [f"budget {format_ms(budget)}"]
    parts += [f"typical {_share_of_budget(flow.typical_ms, budget)}",
              f"worst case {_share_of_budget(flow.worst_ms, budget)}"]
    if flow.availability is not None:
        parts.append(f"availability at most {format_availability(flow.availability)}")
    if flow.target is not None:
        parts.append(f"target {format_availability(flow.target)}")
    return ", ".join(parts)


def sort_proposed_first(improvements: Iterable[AsyncImprovement]) -> list[AsyncImprovement]:
    """Returns improvements, those marked as proposed first, otherwise in their order."""
    return sorted(improvements, key=lambda improvement: not improvement.proposed)


def misses_target(flow: FlowReview) -> bool:
    """Returns whether a flow misses a target, in the worst or typical case."""
    return flow.misses_target


def format_gains(improvement: AsyncImprovement) -> str:
    """Returns the gains of an improvement: latency, availability, amplification."""
    parts = []
    if improvement.worst_ms_gain:
        parts.append(f"worst case {format_ms(improvement.worst_ms_gain)} shorter")
    if improvement.availability_gain:
        parts.append(f"availability +{improvement.availability_gain * 100:.3g} percentage points")
    if improvement.amplification_gain and improvement.amplification_gain != 1:
        parts.append(f"repeated calls divided by {format_number(improvement.amplification_gain)}")
    return ", ".join(parts) or "nothing that can be counted"


def _number_with_unit(name: str, value: float) -> str:
    if name in SHARES:
        return f"{name} {format_availability(value)}"
    *words, last = name.split("_")
    if last not in UNITS or not words:
        return f"{name.replace('_', ' ')} {format_number(value)}"
    return f"{' '.join(words)} {format_number(value)}" + (f" {UNITS[last]}" if isfinite(value) else "")


def _share_of_budget(value: float | None, budget: float | None) -> str:
    if value is None or not budget:
        return format_ms(value)
    return f"{format_ms(value)} ({format_percent(value / budget)})"
