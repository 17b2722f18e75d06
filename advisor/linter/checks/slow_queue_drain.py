"""Check `slow-queue-drain`: a backlog after a consumer outage that takes too long to drain."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from advisor.analysis.queue_drain import drain_minutes, outage_backlog
from advisor.linter.check_registry import check, if_stated
from advisor.linter.context import UNKNOWN, LintContext, Verdict
from advisor.linter.spans import value_span
from advisor.linter.verdicts import call_subject
from advisor.linter.wording import format_number, message_values
from advisor.model.practice import Practice


@check("slow-queue-drain", parameters=("outage_minutes", "drain_minutes"), can_find=if_stated("consumer_rps"),
       is_about_system=True)
def slow_queue_drain(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each queue or topic: its backlog after an outage of its consumers at peak load, and the time to drain it.

    Placeholders: {backlog}, {outage_minutes}, {drain} (such as `120 minutes` or `for ever`), {rate_rps},
    {consumer_rps}, {drain_limit_minutes} and {overflow} (empty, or a clause that the queue overflows before), besides
    those of every interaction.
    """
    outage, limit = practice.parameters["outage_minutes"], practice.parameters["drain_minutes"]
    modes = context.engine.terms.modes
    for interaction in context.architecture.interactions:
        facts = context.facts[interaction.id]
        if modes.get(facts.get("pattern", "")) != "async":
            continue
        rate, consumed = facts.get("throughput_rps"), facts.get("consumer_rps")
        about = call_subject(interaction, value_span(interaction, ("consumer_rps", "throughput_rps")),
                             message_values(interaction))
        if rate == 0:
            yield about.satisfied()
            continue
        if rate is None or consumed is None:
            missing = tuple(name for name in ("throughput_rps", "consumer_rps") if name not in facts)
            yield Verdict(UNKNOWN, interaction.id, interaction.id, about.span, {}, missing)
            continue
        backlog, drain = outage_backlog(rate, outage), drain_minutes(rate, consumed, outage)
        if drain <= limit:
            yield about.satisfied()
            continue
        numbers = {"backlog": backlog, "outage_minutes": outage, "rate_rps": float(rate),
                   "consumer_rps": float(consumed), "drain_limit_minutes": limit}
        numbers |= {"drain_minutes": drain} if isfinite(drain) else {}
        values = {"drain": f"{format_number(round(drain, 1))} minutes" if isfinite(drain) else "for ever",
                  "overflow": _overflow(facts.get("max_length"), backlog)}
        load = (value_span(interaction, "throughput_rps"), f"load: {format_number(rate)} a second")
        yield about.violated((), numbers, values, [load] if load[0].start != about.span.start else ())


def _overflow(capacity: object, backlog: float) -> str:
    if isinstance(capacity, int | float) and capacity < backlog:
        return f"; it holds {format_number(capacity)} messages and is full before that"
    return ""
