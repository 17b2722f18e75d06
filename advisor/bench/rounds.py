"""Runs contestants alternately, round by round, so that background load affects all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from advisor.bench.claims import BenchCase, Benchmark, Contestant
from advisor.bench.record import BenchmarkResult, Measurement, MeasurementRatio, MissingMeasurement
from advisor.bench.statistics import compute_spread, ratio_spread, round_spread
from advisor.errors import AdvisorError

ROUNDS = 9
MIN_TURN_S = 0.02
MIN_SHARE = 0.5  # of the rounds that must succeed


class MeasurementError(AdvisorError):
    """A benchmark program failed."""


class TurnResult(NamedTuple):
    """The result of one turn; without values if it failed."""

    values: tuple[float, ...]
    size_bytes: int = 0
    failed: str = ""


Ask = Callable[[Contestant, BenchCase, float], TurnResult]  # raises MeasuringError if the program has exited
ReportProgress = Callable[[str], None]
Answers = dict[tuple[str, str], list[TurnResult]]  # by (case, contestant), a list in round order


class BenchmarkOutcome(NamedTuple):
    measure: BenchmarkResult
    gaps: tuple[MissingMeasurement, ...]


def turn_seconds(claims: Sequence[Benchmark], seconds: float, rounds: int = ROUNDS) -> float:
    """Returns the time per turn, given the total time in seconds."""
    turns = sum(len(claim.contestants) * len(claim.cases) * rounds for claim in claims if not claim.is_exact)
    return max(seconds / turns, MIN_TURN_S) if turns else MIN_TURN_S


def run_benchmark(
    claim: Benchmark, ask: Ask, each_s: float, report_progress: ReportProgress, rounds: int = ROUNDS
) -> BenchmarkOutcome:
    """Measures all contestants of a claim."""
    rounds = 1 if claim.is_exact else rounds
    answers: Answers = {}
    exited: dict[str, str] = {}
    for number in range(rounds):
        for case in claim.cases:
            for contestant in claim.contestants if number % 2 == 0 else reversed(claim.contestants):
                report_progress(f"{claim.name}, round {number + 1} of {rounds}: {case.name}, {contestant.name}")
                turns = answers.setdefault((case.name, contestant.name), [])
                turns.append(_run_turn(ask, contestant, case, each_s, exited))
    complete = {key: answered for key, answered in answers.items() if _is_enough(answered)}
    result = BenchmarkResult(claim.name, claim.title, tuple(_results(claim, complete)), tuple(_ratios(claim, complete)),
                             claim.statement, claim.note)
    return BenchmarkOutcome(result, tuple(_gaps(claim, answers)))


def _run_turn(ask: Ask, contestant: Contestant, case: BenchCase, each_s: float, exited: dict[str, str]) -> TurnResult:
    """Runs one turn; skips a program that has exited."""
    if contestant.program.name not in exited:
        try:
            return ask(contestant, case, each_s)
        except MeasurementError as error:
            exited[contestant.program.name] = str(error)
    return TurnResult((), failed=exited[contestant.program.name])


def _results(claim: Benchmark, complete: Answers) -> Iterator[Measurement]:
    for case in claim.cases:
        for contestant in claim.contestants:
            if turns := complete.get((case.name, contestant.name)):
                values = [value for answer in turns for value in answer.values]
                yield Measurement(case.name, contestant.name, contestant.unit, round_spread(compute_spread(values)),
                                  max(answer.size_bytes for answer in turns))


def _ratios(claim: Benchmark, complete: Answers) -> Iterator[MeasurementRatio]:
    for case in claim.cases:
        for of, to in claim.compared:
            over, under = complete.get((case.name, of)), complete.get((case.name, to))
            if over and under:
                medians = [(median(one.values), median(other.values)) for one, other in zip(over, under, strict=True)
                           if one.values and other.values]
                if medians:
                    yield MeasurementRatio(case.name, of, to, round_spread(ratio_spread(*zip(*medians, strict=True))))


def _is_enough(turns: Sequence[TurnResult]) -> bool:
    return sum(bool(answer.values) for answer in turns) >= len(turns) * MIN_SHARE


def _gaps(claim: Benchmark, answers: Answers) -> Iterator[MissingMeasurement]:
    """Yields failed turns, even if enough others succeeded."""
    for contestant in claim.contestants:
        turns = [answer for (_, name), answered in answers.items() if name == contestant.name for answer in answered]
        failed = [answer.failed for answer in turns if not answer.values]
        if failed:
            yield MissingMeasurement(
                claim.name, contestant.name, f"{len(failed)} of {len(turns)} turns failed: {failed[-1]}", True
            )
