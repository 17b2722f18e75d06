"""Runs benchmarks: starts the programs, measures all claims, collects the calibration."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from advisor.measurement.claims import Case, Claim, Contestant, Program
from advisor.measurement.conditions import is_busy, load, machine
from advisor.measurement.record import Calibration, Gap, Measure
from advisor.measurement.rounds import ROUNDS, Answer, measure, turn_seconds
from advisor.measurement.workers import Worker
from advisor.measurement.workshop import Workshop


def run(claims: Sequence[Claim], workshop: Workshop, seconds: float, load_before: float | None,
        report_progress: Callable[[str], None]) -> Calibration:
    """Measures claims and returns the calibration. No program is left running, even on errors.

    Args:
        seconds: approximate total time of all turns.
        load_before: load average before the run.
        report_progress: called with a description of each step.
    """
    from advisor import __version__

    measures: list[Measure] = []
    gaps = [Gap(claim.name, one.name, f"not measured, for {one.program.needs} is not set", False)
            for claim in claims for one in claim.contestants if not _is_configured(one)]
    claims = [claim._replace(contestants=tuple(filter(_is_configured, claim.contestants))) for claim in claims]
    each_s = turn_seconds(claims, seconds)
    started = datetime.now(UTC)
    with Crew(workshop) as crew:
        for index, claim in enumerate(claims):
            crew.keep(contestant.program for later in claims[index:] for contestant in later.contestants)
            measured = measure(claim, crew.ask, each_s, report_progress)
            measures.append(measured.measure)
            gaps += measured.gaps
        packages = dict(sorted(crew.packages.items()))
    host = machine()
    conditions = {**host, "load_before": load_before, "load_after": load(),
                  "busy": is_busy(load_before, host["cores"]), "packages": packages,
                  **({"edited_projects": list(workshop.edited)} if workshop.edited else {})}
    return Calibration(started.isoformat(timespec="seconds").replace("+00:00", "Z"), __version__, seconds, ROUNDS,
                       conditions, tuple(measures), tuple(gaps))


class Crew:
    """Pool of benchmark programs: starts each on first use, stops it when it is no longer needed."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._workers: dict[str, Worker] = {}
        self.packages: dict[str, str] = {}

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.keep(())

    def ask(self, contestant: Contestant, case: Case, seconds: float) -> Answer:
        """Runs a turn. Raises MeasuringError if the program has exited."""
        program = contestant.program
        if program.name not in self._workers:
            worker = Worker(program.name, self._workshop.command(program), self._workshop.environment(program),
                            self._workshop.log(program), os.environ.get(program.needs, ""))
            self._workers[program.name] = worker
            self.packages |= worker.ready()
        return self._workers[program.name].ask(contestant.task, case, seconds)

    def keep(self, programs: Iterable[Program]) -> None:
        """Stops all programs but the given ones, even if interrupted."""
        needed = {program.name for program in programs}
        with ExitStack() as stack:
            for name in [name for name in self._workers if name not in needed]:
                stack.callback(self._workers.pop(name).stop)


def _is_configured(contestant: Contestant) -> bool:
    needs = contestant.program.needs
    return not needs or bool(os.environ.get(needs))
