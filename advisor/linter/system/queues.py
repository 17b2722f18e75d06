"""What waits in front of consumers that were away, and how long they need to work it off."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from advisor.linter.places import value_span
from advisor.linter.system.telling import about_call
from advisor.linter.whole import UNKNOWN, Verdict, Whole
from advisor.linter.wording import counted, values_of
from advisor.model.practice import Practice

SECONDS = 60  # in a minute


def queue_drain(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each queue or topic: its backlog after an outage of its consumers at peak load, and the time to drain it.

    Its sentence may name {backlog}, {outage_minutes}, {drain} (such as `120 minutes` or `for ever`), {rate_rps},
    {consumer_rps}, {drain_limit_minutes} and {overflow} (empty, or a clause that says that the queue is full before),
    besides what every interaction has.
    """
    outage, limit = practice.parameters["outage_minutes"], practice.parameters["drain_minutes"]
    modes = whole.engine.terms.modes
    for interaction in whole.architecture.interactions:
        facts = whole.facts[interaction.id]
        if modes.get(facts.get("pattern", "")) != "async":
            continue
        rate, consumed = facts.get("throughput_rps"), facts.get("consumer_rps")
        about = about_call(interaction, value_span(interaction, ("consumer_rps", "throughput_rps")),
                           values_of(interaction))
        if rate == 0:
            yield about.fine()
            continue
        if rate is None or consumed is None:
            missing = tuple(name for name in ("throughput_rps", "consumer_rps") if name not in facts)
            yield Verdict(UNKNOWN, interaction.id, interaction.id, about.span, {}, missing)
            continue
        backlog, drain = backlog_of(rate, outage), drain_minutes(rate, consumed, outage)
        if drain <= limit:
            yield about.fine()
            continue
        numbers = {"backlog": backlog, "outage_minutes": outage, "rate_rps": float(rate),
                   "consumer_rps": float(consumed), "drain_limit_minutes": limit}
        numbers |= {"drain_minutes": drain} if isfinite(drain) else {}
        yield about.broken((), numbers, {"drain": f"{counted(round(drain, 1))} minutes" if isfinite(drain) else
                                         "for ever", "overflow": _overflow(facts.get("max_length"), backlog)})


def backlog_of(rate: float, outage_minutes: float) -> float:
    """Returns the messages that wait after an outage."""
    return float(rate * outage_minutes * SECONDS)


def drain_minutes(rate: float, consumed: float, outage_minutes: float) -> float:
    """Returns the time to work a backlog off while messages keep coming; endless where nothing is left for it."""
    spare = consumed - rate
    return backlog_of(rate, outage_minutes) / spare / SECONDS if spare > 0 else float("inf")


def _overflow(most: object, backlog: float) -> str:
    if isinstance(most, int | float) and most < backlog:
        return f"; it holds {counted(most)} messages and is full before that"
    return ""
