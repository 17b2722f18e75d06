"""Bounds for the time of a call, from attempts, timeout, backoff and the time of its callee."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from advisor.model.architecture import Service
from advisor.model.interaction import Facts

MAX_DOUBLINGS = 1000  # beyond, 2.0 ** n overflows


class Time(NamedTuple):
    """Lower and upper bound in milliseconds."""

    least: float  # certain from the document alone
    most: float  # infinite if a fact is unknown
    displayed: float  # displayed value: without unknown waits; infinite if anything else is unknown


class Attempts(NamedTuple):
    """Attempts of one call, the first included."""

    least: float
    most: float


NO_TIME = Time(0, 0, 0)
UNKNOWN_TIME = Time(0, inf, inf)
ANY_ATTEMPTS = Attempts(1, inf)


def exceeds(value: float, limit: float) -> bool:
    """Returns whether a sum exceeds a limit by more than the rounding error."""
    return value > limit * (1 + 1e-9)


def exact_time(value: float) -> Time:
    return Time(value, value, value)


def add_sequential(first: Time, second: Time) -> Time:
    """Returns the time of two sequential steps."""
    return Time(first.least + second.least, first.most + second.most, first.displayed + second.displayed)


def max_parallel(first: Time, second: Time) -> Time:
    """Returns the time of two parallel steps."""
    return Time(max(first.least, second.least), max(first.most, second.most), max(first.displayed, second.displayed))


def longest_parallel(times: Iterable[Time]) -> Time:
    """Returns the time of parallel steps."""
    return Time(*map(max, zip(NO_TIME, *times, strict=True)))


def optional_time(time: Time) -> Time:
    """Returns the time of a step that may not block."""
    return Time(0, time.most, inf)


def own_time(service: Service | None, *, typical: bool) -> Time:
    """Returns the own time of a service without its calls: p50 in the typical case, else p99.

    Without p50, p99 is the upper bound of the typical case and 0 the lower.
    """
    stated = service.latency_ms if service is not None else {}
    if not typical:
        return exact_time(stated["p99"]) if "p99" in stated else UNKNOWN_TIME
    return exact_time(stated["p50"]) if "p50" in stated else Time(0, stated.get("p99", inf), inf)


def worst_case_wait(facts: Facts, callee: Time) -> Time:
    """Returns the worst-case wait of a caller: attempts x timeout + backoff.

    Args:
        callee: time of one attempt if there is no timeout.
    """
    least, most = attempts_of(facts)
    waits = total_backoff(facts)
    timeout = facts.get("timeout_ms")
    attempt = UNKNOWN_TIME if timeout is None else callee if isinstance(timeout, str) else exact_time(timeout)
    return Time(attempt.least * least + waits.least, attempt.most * most + waits.most,
                attempt.displayed * most + waits.displayed)


def attempts_of(facts: Facts) -> Attempts:
    """Returns the attempts of a call."""
    retries = facts.get("retries.attempts")
    return ANY_ATTEMPTS if retries is None else Attempts(1 + retries, 1 + retries)


def total_backoff(facts: Facts) -> Time:
    """Returns the total backoff between attempts at its longest, without jitter."""
    retries, backoff = facts.get("retries.attempts"), facts.get("retries.backoff")
    first = facts.get("retries.first_wait_ms")
    if retries == 0 or backoff == "none" or first == 0:
        return NO_TIME
    if retries is None:
        return UNKNOWN_TIME
    if backoff is None or first is None:
        return Time(0, inf, 0)
    times = retries if backoff == "fixed" else 2.0 ** min(retries, MAX_DOUBLINGS) - 1
    return exact_time(first * times)


def missing_time_facts(facts: Facts) -> tuple[str, ...]:
    """Returns the missing facts of a call that leave its wait unbounded."""
    names = [name for name in ("timeout_ms", "retries.attempts") if name not in facts]
    if not names and total_backoff(facts).most == inf:
        names = [name for name in ("retries.backoff", "retries.first_wait_ms") if name not in facts]
    return tuple(names)
