"""One run: the programs that some claims need, asked in turn, and everything that came of it."""

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
        told: Callable[[str], None]) -> Calibration:
    """Returns what was measured. When it returns or raises, no program is left over.

    Args:
        seconds: about how long all turns may take together.
        load_before: how busy the machine was before anything of ours ran.
        told: is told what is done next.
    """
    from advisor import __version__

    measures: list[Measure] = []
    gaps = [Gap(claim.name, one.name, f"not measured, for {one.program.needs} is not set", False)
            for claim in claims for one in claim.contestants if not _is_here(one)]
    claims = [claim._replace(contestants=tuple(filter(_is_here, claim.contestants))) for claim in claims]
    each_s = turn_seconds(claims, seconds)
    begun = datetime.now(UTC)
    with Crew(workshop) as crew:
        for place, claim in enumerate(claims):
            crew.keep(contestant.program for later in claims[place:] for contestant in later.contestants)
            measured = measure(claim, crew.ask, each_s, told)
            measures.append(measured.measure)
            gaps += measured.gaps
        packages = dict(sorted(crew.packages.items()))
    found = machine()
    conditions = {**found, "load_before": load_before, "load_after": load(),
                  "busy": is_busy(load_before, found["cores"]), "packages": packages,
                  **({"edited_projects": list(workshop.edited)} if workshop.edited else {})}
    return Calibration(begun.isoformat(timespec="seconds").replace("+00:00", "Z"), __version__, seconds, ROUNDS,
                       conditions, tuple(measures), tuple(gaps))


class Crew:
    """The programs at work: each is started when it is first asked, and ended when nobody will ask it any more."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._workers: dict[str, Worker] = {}
        self.packages: dict[str, str] = {}

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.keep(())

    def ask(self, contestant: Contestant, case: Case, seconds: float) -> Answer:
        """Returns what came of a turn. Raises MeasuringError where the program is gone."""
        program = contestant.program
        if program.name not in self._workers:
            worker = Worker(program.name, self._workshop.command(program), self._workshop.environment(program),
                            self._workshop.log(program), os.environ.get(program.needs, ""))
            self._workers[program.name] = worker
            self.packages |= worker.ready()
        return self._workers[program.name].ask(contestant.task, case, seconds)

    def keep(self, programs: Iterable[Program]) -> None:
        """Ends all programs but some, even if an interrupt comes in between."""
        kept = {program.name for program in programs}
        with ExitStack() as ending:
            for name in [name for name in self._workers if name not in kept]:
                ending.callback(self._workers.pop(name).stop)


def _is_here(contestant: Contestant) -> bool:
    needs = contestant.program.needs
    return not needs or bool(os.environ.get(needs))
