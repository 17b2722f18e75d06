"""Runs benchmarks: starts the programs, measures all claims, collects the calibration."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from advisor.bench.claims import BenchCase, Benchmark, BenchProgram, Contestant
from advisor.bench.environment import BenchEnvironment
from advisor.bench.host import describe_host, is_busy, load_average
from advisor.bench.record import BenchmarkResult, Calibration, MissingMeasurement
from advisor.bench.rounds import ROUNDS, TurnResult, run_benchmark, turn_seconds
from advisor.bench.workers import BenchWorker
from advisor.version import __version__


def run_benchmarks(claims: Sequence[Benchmark], workshop: BenchEnvironment, seconds: float, load_before: float | None,
                   report_progress: Callable[[str], None]) -> Calibration:
    """Measures claims and returns the calibration. No program is left running, even on errors.

    Args:
        seconds: approximate total time of all turns.
        load_before: load average before the run.
        report_progress: called with a description of each step.
    """
    measures: list[BenchmarkResult] = []
    gaps = [MissingMeasurement(claim.name, one.name, f"not measured, for {one.program.needs} is not set", False)
            for claim in claims for one in claim.contestants if not _is_configured(one)]
    claims = [claim._replace(contestants=tuple(filter(_is_configured, claim.contestants))) for claim in claims]
    each_s = turn_seconds(claims, seconds)
    started = datetime.now(UTC)
    with BenchWorkerPool(workshop) as crew:
        for index, claim in enumerate(claims):
            crew.stop_others(contestant.program for later in claims[index:] for contestant in later.contestants)
            measured = run_benchmark(claim, crew.run_turn, each_s, report_progress)
            measures.append(measured.measure)
            gaps += measured.gaps
        packages = dict(sorted(crew.packages.items()))
    host = describe_host()
    conditions = {**host, "load_before": load_before, "load_after": load_average(),
                  "busy": is_busy(load_before, host["cores"]), "packages": packages,
                  **({"edited_projects": list(workshop.edited_recipes)} if workshop.edited_recipes else {})}
    return Calibration(started.isoformat(timespec="seconds").replace("+00:00", "Z"), __version__, seconds, ROUNDS,
                       conditions, tuple(measures), tuple(gaps))


class BenchWorkerPool:
    """Pool of benchmark programs: starts each on first use, stops it when it is no longer needed."""

    def __init__(self, workshop: BenchEnvironment) -> None:
        self._workshop = workshop
        self._workers: dict[str, BenchWorker] = {}
        self.packages: dict[str, str] = {}

    def __enter__(self) -> BenchWorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_others(())

    def run_turn(self, contestant: Contestant, case: BenchCase, seconds: float) -> TurnResult:
        """Runs a turn. Raises MeasuringError if the program has exited."""
        program = contestant.program
        if program.name not in self._workers:
            worker = BenchWorker(program.name, self._workshop.command(program),
                                 self._workshop.environment_variables(program), self._workshop.log(program),
                                 os.environ.get(program.needs, ""))
            self._workers[program.name] = worker
            self.packages |= worker.wait_until_ready()
        return self._workers[program.name].run_turn(contestant.task, case, seconds)

    def stop_others(self, programs: Iterable[BenchProgram]) -> None:
        """Stops all programs but the given ones, even if interrupted."""
        needed = {program.name for program in programs}
        with ExitStack() as stack:
            for name in [name for name in self._workers if name not in needed]:
                stack.callback(self._workers.pop(name).stop)


def _is_configured(contestant: Contestant) -> bool:
    needs = contestant.program.needs
    return not needs or bool(os.environ.get(needs))
