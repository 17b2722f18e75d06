"""Several measurements of one thing, and how many times one thing is another."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

LOW, HIGH = 0.05, 0.95
DIGITS = 4  # more would only look exact


class Spread(NamedTuple):
    """The middle of some values, and where nine of ten of them lie."""

    median: float
    p5: float
    p95: float
    samples: int


def spread(values: Sequence[float]) -> Spread:
    """Returns the spread of at least one value."""
    ordered = sorted(values)
    return Spread(median(ordered), quantile(ordered, LOW), quantile(ordered, HIGH), len(ordered))


def ratios(over: Sequence[float], under: Sequence[float]) -> Spread:
    """Returns how many times the second the first is. Only what was measured in the same round is compared."""
    return spread([one / other for one, other in zip(over, under, strict=True)])


def rounded(found: Spread) -> Spread:
    """Returns a spread with the digits that are kept; whole numbers stay as they are."""
    return Spread(_short(found.median), _short(found.p5), _short(found.p95), found.samples)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Returns the value below which a share of sorted values lies, on the line between the two nearest."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def shown(value: float) -> str:
    """Returns a number with the digits of it that say something."""
    if value == 0 or value >= 100:
        return f"{value:,.0f}"
    digits = 1 if value >= 10 else 2
    while value < 10 ** (1 - digits) and digits < 6:
        digits += 1
    return f"{value:.{digits}f}"


def _short(value: float) -> float:
    return value if value == int(value) else float(f"{value:.{DIGITS}g}")
