"""Reads and validates a calibration file, with the location of every error."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from advisor.bench.record import (
    VERSION,
    BenchmarkResult,
    Calibration,
    Measurement,
    MeasurementRatio,
    MissingMeasurement,
    PublishedClaim,
)
from advisor.bench.statistics import Spread
from advisor.notation.load import load_text
from advisor.notation.versioned_file import FileContent, FileKind, read_versioned

MAX_BYTES = 4 * 1024 * 1024
KIND = FileKind("a calibration", "version", VERSION, "`advisor bench --output FILE` writes such a file.")

Amount = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]


def read_calibration(path: str) -> Calibration:
    """Returns the calibration in a file. Raises InputError with all its errors."""
    file = read_versioned(load_text(path, max_bytes=MAX_BYTES), KIND, _CalibrationFile)
    run = file.measured
    return Calibration(run.at, run.advisor, run.seconds, run.rounds, file.conditions,
                       tuple(measure.result(name) for name, measure in file.measures.items()),
                       tuple(gap.record() for gap in file.not_measured))


class _Run(FileContent):
    at: str
    advisor: str
    seconds: Amount
    rounds: Count


class _Spread(FileContent):
    median: Amount
    p5: Amount
    p95: Amount
    samples: Count

    def spread(self) -> Spread:
        return Spread(self.median, self.p5, self.p95, self.samples)


class _Measurement(_Spread):
    case: str
    contestant: str
    unit: str
    bytes: Count = 0

    def record(self) -> Measurement:
        return Measurement(self.case, self.contestant, self.unit, self.spread(), self.bytes)


class _Ratio(_Spread):
    case: str
    of: str
    to: str

    def record(self) -> MeasurementRatio:
        return MeasurementRatio(self.case, self.of, self.to, self.spread())


class _Statement(FileContent):
    says: str
    source: str
    of: str
    to: str = ""
    unit: str
    at_least: Amount
    at_most: Amount

    def record(self) -> PublishedClaim:
        return PublishedClaim(**self.model_dump())


class _Measure(FileContent):
    title: str
    results: list[_Measurement] = Field(default=[])
    ratios: list[_Ratio] = Field(default=[])
    statement: _Statement | None = None
    note: str = ""

    def result(self, name: str) -> BenchmarkResult:
        return BenchmarkResult(name, self.title, tuple(result.record() for result in self.results),
                               tuple(ratio.record() for ratio in self.ratios),
                               self.statement.record() if self.statement else None, self.note)


class _Gap(FileContent):
    measure: str
    contestant: str = ""
    because: str
    fault: bool = False

    def record(self) -> MissingMeasurement:
        return MissingMeasurement(self.measure, self.contestant, self.because, self.fault)


class _CalibrationFile(FileContent):
    measured: _Run
    conditions: dict[str, Any]  # plain values by name
    measures: dict[str, _Measure]
    not_measured: list[_Gap] = Field(default=[])
