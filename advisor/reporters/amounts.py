"""Number formatting: amounts with units, percentages, gains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

from advisor.model.finding import Counts, FlowReview, Improvement

UNITS = {"ms": "ms", "seconds": "seconds", "minutes": "minutes", "hours": "hours", "rps": "a second", "bytes": "bytes"}
SHARES = ("availability", "target")
MAX_EXACT = 1e15  # larger floats are not exact


def amount(value: float) -> str:
    """Returns a formatted number, such as `2,400`; infinity is `unbounded`."""
    if not isfinite(value):
        return "unbounded"
    if float(value).is_integer() and abs(value) < MAX_EXACT:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.1f}" if abs(value) < MAX_EXACT else f"{value:.3g}"
    return f"{value:.4g}"


def time(value: float | None) -> str:
    """Returns milliseconds with their unit, or `?` if unknown."""
    return "?" if value is None else f"{amount(value)} ms" if isfinite(value) else amount(value)


def percent(share: float) -> str:
    """Returns a share of 1 as a whole percentage; a nonzero share is never shown as 0 %."""
    if not isfinite(share):
        return "unbounded"
    return "<1 %" if 0 < share < 0.005 else f"{share * 100:,.0f} %"


def availability(share: float) -> str:
    """Returns an availability with six significant digits, such as `99.95 %`."""
    return f"{share * 100:.6g} %"


def numbers_in_words(numbers: Mapping[str, float]) -> str:
    """Returns named numbers with units taken from their name suffix, such as `budget 800 ms, attempts 3`."""
    return ", ".join(_number_with_unit(name, value) for name, value in numbers.items())


def counts_in_words(counts: Mapping[str, Counts]) -> str:
    """Returns the totals over all practices by verdict."""
    sums = [sum(column) for column in zip(*counts.values(), strict=True)] or [0, 0, 0, 0]
    names = ("satisfied", "violated", "unknown", "not applicable")
    return "Practices: " + ", ".join(f"{count:,} {name}" for count, name in zip(sums, names, strict=True)) + "."


def flow_in_words(flow: FlowReview) -> str:
    """Returns a flow's latency and availability against its targets."""
    budget = flow.budget_ms
    parts = [] if budget is None else [f"budget {time(budget)}"]
    parts += [f"typical {_share_of_budget(flow.typical_ms, budget)}",
              f"worst case {_share_of_budget(flow.worst_ms, budget)}"]
    if flow.availability is not None:
        parts.append(f"availability at most {availability(flow.availability)}")
    if flow.target is not None:
        parts.append(f"target {availability(flow.target)}")
    return ", ".join(parts)


def proposed_first(improvements: Iterable[Improvement]) -> list[Improvement]:
    """Returns improvements, those marked as proposed first, otherwise in their order."""
    return sorted(improvements, key=lambda improvement: not improvement.proposed)


def is_over(flow: FlowReview) -> bool:
    """Returns whether a flow misses a target, in the worst or typical case."""
    return flow.is_over


def gains_in_words(improvement: Improvement) -> str:
    """Returns the gains of an improvement: latency, availability, amplification."""
    parts = []
    if improvement.worst_ms_gain:
        parts.append(f"worst case {time(improvement.worst_ms_gain)} shorter")
    if improvement.availability_gain:
        parts.append(f"availability +{improvement.availability_gain * 100:.3g} percentage points")
    if improvement.amplification_gain and improvement.amplification_gain != 1:
        parts.append(f"repeated calls divided by {amount(improvement.amplification_gain)}")
    return ", ".join(parts) or "nothing that can be counted"


def _number_with_unit(name: str, value: float) -> str:
    if name in SHARES:
        return f"{name} {availability(value)}"
    *words, last = name.split("_")
    if last not in UNITS or not words:
        return f"{name.replace('_', ' ')} {amount(value)}"
    return f"{' '.join(words)} {amount(value)}" + (f" {UNITS[last]}" if isfinite(value) else "")


def _share_of_budget(value: float | None, budget: float | None) -> str:
    if value is None or not budget:
        return time(value)
    return f"{time(value)} ({percent(value / budget)})"
