"""What was measured: frozen values that a calibration holds and a page shows."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.measurement.spread import Spread

VERSION = 1
MS, BYTES, PER_SECOND, TIMES = "ms", "bytes", "calls/s", "x"


class Result(NamedTuple):
    """How one contestant did in one case."""

    case: str
    contestant: str
    unit: str
    spread: Spread
    size_bytes: int = 0  # of what travels; 0 where nothing does


class Ratio(NamedTuple):
    """How many times the value of one contestant that of another is, round by round."""

    case: str
    of: str
    to: str
    spread: Spread


class Statement(NamedTuple):
    """What somebody says of a measure: that a ratio, or a value where `to` is empty, lies between two numbers."""

    says: str
    source: str
    of: str
    to: str
    unit: str  # that of a ratio is TIMES
    at_least: float
    at_most: float


class Measure(NamedTuple):
    name: str
    title: str
    results: tuple[Result, ...]
    ratios: tuple[Ratio, ...]
    statement: Statement | None = None
    note: str = ""  # what has to be known to read the numbers rightly

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases in the order in which they were measured."""
        return tuple(dict.fromkeys(result.case for result in self.results))


class Gap(NamedTuple):
    """What was asked for and could not be measured."""

    measure: str
    contestant: str  # empty for all of them
    because: str
    is_fault: bool  # false where it is only not set up here


class Calibration(NamedTuple):
    """Everything that one run measured, and under which conditions."""

    measured_at: str  # UTC, ISO 8601
    advisor: str  # version
    seconds: float
    rounds: int
    conditions: dict[str, Any]  # plain values by name
    measures: tuple[Measure, ...]
    gaps: tuple[Gap, ...] = ()
