"""Contestants in turn, round by round, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from advisor.errors import AdvisorError
from advisor.measurement.claims import Case, Claim, Contestant
from advisor.measurement.record import Gap, Measure, Ratio, Result
from advisor.measurement.spread import ratios, rounded, spread

ROUNDS = 9
LEAST_TURN_S = 0.02
LEAST_SHARE = 0.5  # of the rounds that must have come to something


class MeasuringError(AdvisorError):
    """A program that measures did not do so."""


class Answer(NamedTuple):
    """What came of one turn; no values where it failed."""

    values: tuple[float, ...]
    size_bytes: int = 0
    failed: str = ""


Ask = Callable[[Contestant, Case, float], Answer]  # raises MeasuringError where the program is gone
Told = Callable[[str], None]
Answers = dict[tuple[str, str], list[Answer]]  # of a case and a contestant, by round


class Measured(NamedTuple):
    measure: Measure
    gaps: tuple[Gap, ...]


def turn_seconds(claims: Sequence[Claim], seconds: float, rounds: int = ROUNDS) -> float:
    """Returns how long one turn may take if all of them together take some seconds."""
    turns = sum(len(claim.contestants) * len(claim.cases) * rounds for claim in claims if not claim.is_exact)
    return max(seconds / turns, LEAST_TURN_S) if turns else LEAST_TURN_S


def measure(claim: Claim, ask: Ask, each_s: float, told: Told, rounds: int = ROUNDS) -> Measured:
    """Returns what the contestants of a claim did."""
    rounds = 1 if claim.is_exact else rounds
    answers: Answers = {}
    gone: dict[str, str] = {}
    for number in range(rounds):
        for case in claim.cases:
            for contestant in claim.contestants if number % 2 == 0 else reversed(claim.contestants):
                told(f"{claim.name}, round {number + 1} of {rounds}: {case.name}, {contestant.name}")
                kept = answers.setdefault((case.name, contestant.name), [])
                kept.append(_asked(ask, contestant, case, each_s, gone))
    good = {key: given for key, given in answers.items() if _is_enough(given)}
    whole = Measure(claim.name, claim.title, tuple(_results(claim, good)), tuple(_ratios(claim, good)),
                    claim.statement, claim.note)
    return Measured(whole, tuple(_gaps(claim, answers)))


def _asked(ask: Ask, contestant: Contestant, case: Case, each_s: float, gone: dict[str, str]) -> Answer:
    """A program that is gone is not asked again."""
    if contestant.program.name not in gone:
        try:
            return ask(contestant, case, each_s)
        except MeasuringError as error:
            gone[contestant.program.name] = str(error)
    return Answer((), failed=gone[contestant.program.name])


def _results(claim: Claim, good: Answers) -> Iterator[Result]:
    for case in claim.cases:
        for contestant in claim.contestants:
            if given := good.get((case.name, contestant.name)):
                values = [value for answer in given for value in answer.values]
                yield Result(case.name, contestant.name, contestant.unit, rounded(spread(values)),
                             max(answer.size_bytes for answer in given))


def _ratios(claim: Claim, good: Answers) -> Iterator[Ratio]:
    for case in claim.cases:
        for of, to in claim.compared:
            over, under = good.get((case.name, of)), good.get((case.name, to))
            if over and under:
                both = [(median(one.values), median(other.values)) for one, other in zip(over, under, strict=True)
                        if one.values and other.values]
                if both:
                    yield Ratio(case.name, of, to, rounded(ratios(*zip(*both, strict=True))))


def _is_enough(given: Sequence[Answer]) -> bool:
    return sum(bool(answer.values) for answer in given) >= len(given) * LEAST_SHARE


def _gaps(claim: Claim, answers: Answers) -> Iterator[Gap]:
    """A turn that failed is told, even where enough others have not."""
    for contestant in claim.contestants:
        given = [answer for (_, name), several in answers.items() if name == contestant.name for answer in several]
        failed = [answer.failed for answer in given if not answer.values]
        if failed:
            yield Gap(claim.name, contestant.name, f"{len(failed)} of {len(given)} turns failed: {failed[-1]}", True)
