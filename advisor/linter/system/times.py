"""How long a call may take: attempts, timeouts and waits of one call, and what its callee takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any

from advisor.model.architecture import Service
from advisor.source.frozen import NamedTuple

Facts = Mapping[str, Any]
MOST_DOUBLINGS = 1000  # beyond, no number is large enough


class Time(NamedTuple):
    """Milliseconds between bounds."""

    least: float  # what is certain from the document alone
    most: float  # endless where something is unknown
    told: float  # what is shown: as `least`, without unknown waits; endless where anything else is unknown


class Tries(NamedTuple):
    """Attempts of one call, the first included."""

    least: float
    most: float


NONE = Time(0, 0, 0)
UNKNOWN = Time(0, inf, inf)
ANY_TRIES = Tries(1, inf)


def exceeds(value: float, limit: float) -> bool:
    """Returns whether a sum is over a limit by more than what adding up fractions may be off."""
    return value > limit * (1 + 1e-9)


def exactly(value: float) -> Time:
    return Time(value, value, value)


def after(one: Time, other: Time) -> Time:
    """Returns the time of two things that follow each other."""
    return Time(one.least + other.least, one.most + other.most, one.told + other.told)


def beside(one: Time, other: Time) -> Time:
    """Returns the time of two things that run at once."""
    return Time(max(one.least, other.least), max(one.most, other.most), max(one.told, other.told))


def longest(times: Iterable[Time]) -> Time:
    """Returns the time of things that all run at once."""
    return Time(*map(max, zip(NONE, *times, strict=True)))


def perhaps(time: Time) -> Time:
    """Returns a time that is perhaps not spent at all."""
    return Time(0, time.most, inf)


def own_time(service: Service | None, *, typical: bool) -> Time:
    """Returns what a service takes by itself: p50 in the typical case, else p99.

    Where p50 is not stated, p99 bounds the typical case from above and says nothing about it from below.
    """
    stated = service.latency_ms if service is not None else {}
    if not typical:
        return exactly(stated["p99"]) if "p99" in stated else UNKNOWN
    return exactly(stated["p50"]) if "p50" in stated else Time(0, stated.get("p99", inf), inf)


def need(facts: Facts, callee: Time) -> Time:
    """Returns how long the caller of one call may have to wait: attempts x timeout + waits between them.

    Args:
        callee: what one attempt takes where there is no timeout.
    """
    fewest, most = tries_of(facts)
    waits = waits_of(facts)
    timeout = facts.get("timeout_ms")
    one = UNKNOWN if timeout is None else callee if isinstance(timeout, str) else exactly(timeout)
    return Time(one.least * fewest + waits.least, one.most * most + waits.most, one.told * most + waits.told)


def tries_of(facts: Facts) -> Tries:
    """Returns the attempts of a call."""
    repeats = facts.get("retries.attempts")
    return ANY_TRIES if repeats is None else Tries(1 + repeats, 1 + repeats)


def waits_of(facts: Facts) -> Time:
    """Returns the waits between all attempts, not randomised, so at their longest."""
    repeats, backoff = facts.get("retries.attempts"), facts.get("retries.backoff")
    first = facts.get("retries.first_wait_ms")
    if repeats == 0 or backoff == "none" or first == 0:
        return NONE
    if repeats is None:
        return UNKNOWN
    if backoff is None or first is None:
        return Time(0, inf, 0)
    times = repeats if backoff == "fixed" else 2.0 ** min(repeats, MOST_DOUBLINGS) - 1
    return exactly(first * times)


def missing_of(facts: Facts) -> tuple[str, ...]:
    """Returns the facts of a call itself without which its need has no bound."""
    names = [name for name in ("timeout_ms", "retries.attempts") if name not in facts]
    if not names and waits_of(facts).most == inf:
        names = [name for name in ("retries.backoff", "retries.first_wait_ms") if name not in facts]
    return tuple(names)
