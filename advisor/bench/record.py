"""Data model of a calibration."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.bench.statistics import Spread

VERSION = 1
MS, BYTES, PER_SECOND, TIMES = "ms", "bytes", "calls/s", "x"


class Measurement(NamedTuple):
    """The measurement of one contestant in one case."""

    case: str
    contestant: str
    unit: str
    spread: Spread
    size_bytes: int = 0  # of the payload; 0 if there is none


class MeasurementRatio(NamedTuple):
    """The ratio of two contestants (`of` / `to`), round by round."""

    case: str
    of: str
    to: str
    spread: Spread


class PublishedClaim(NamedTuple):
    """A published claim: a ratio, or a value if `to` is empty, lies between two numbers."""

    says: str
    source: str
    of: str
    to: str
    unit: str  # TIMES for a ratio
    at_least: float
    at_most: float


class BenchmarkResult(NamedTuple):
    name: str
    title: str
    results: tuple[Measurement, ...]
    ratios: tuple[MeasurementRatio, ...]
    statement: PublishedClaim | None = None
    note: str = ""  # how to interpret the numbers

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases in measured order."""
        return tuple(dict.fromkeys(result.case for result in self.results))


class MissingMeasurement(NamedTuple):
    """A requested measurement that failed or was skipped."""

    measure: str
    contestant: str  # empty for all of them
    because: str
    is_fault: bool  # false if it is only not set up here


class Calibration(NamedTuple):
    """Results and conditions of one benchmark run."""

    measured_at: str  # UTC, ISO 8601
    advisor: str  # version
    seconds: float
    rounds: int
    conditions: dict[str, Any]  # plain values by name
    measures: tuple[BenchmarkResult, ...]
    gaps: tuple[MissingMeasurement, ...] = ()
