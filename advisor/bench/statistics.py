"""Statistics of repeated measurements: median, quantiles, ratios."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

LOW, HIGH = 0.05, 0.95
DIGITS = 4  # significant; more would be false precision


class Spread(NamedTuple):
    """Median, and the range of 90 % of the values."""

    median: float
    p5: float
    p95: float
    samples: int


def compute_spread(values: Sequence[float]) -> Spread:
    """Returns the spread of one or more values."""
    ordered = sorted(values)
    return Spread(median(ordered), quantile(ordered, LOW), quantile(ordered, HIGH), len(ordered))


def ratio_spread(over: Sequence[float], under: Sequence[float]) -> Spread:
    """Returns the spread of the ratios over / under, pairwise by round."""
    return compute_spread([first / second for first, second in zip(over, under, strict=True)])


def round_spread(exact: Spread) -> Spread:
    """Rounds a spread to DIGITS; whole numbers are unchanged."""
    return Spread(_round(exact.median), _round(exact.p5), _round(exact.p95), exact.samples)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Returns a quantile of sorted values, with linear interpolation."""
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def format_significant(value: float) -> str:
    """Formats a number with its significant digits."""
    if value == 0 or value >= 100:
        return f"{value:,.0f}"
    digits = 1 if value >= 10 else 2
    while value < 10 ** (1 - digits) and digits < 6:
        digits += 1
    return f"{value:.{digits}f}"


def _round(value: float) -> float:
    return value if value == int(value) else float(f"{value:.{DIGITS}g}")
