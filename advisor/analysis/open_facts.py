"""Missing facts: the first of a call, flow step or flow that leaves its time unbounded."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from advisor.analysis.flows import TimedFlow
from advisor.analysis.graph import SyncCall, missing_mode_facts
from advisor.analysis.system_model import SystemModel
from advisor.analysis.times import Time, attempts_of, missing_time_facts
from advisor.model.interaction import Facts

MAX_SERVICES = 200  # visited; beyond, the question names no fact


class MissingFacts(NamedTuple):
    """Missing facts of a call or service."""

    subject: str
    facts: tuple[str, ...]
    is_call: bool = True


def missing_mode(calls: Iterable[SyncCall]) -> MissingFacts | None:
    """Returns the missing facts of the first call of unknown mode."""
    return next(
        (MissingFacts(call.id, missing_mode_facts(call.facts)) for call in calls if call.blocking is None), None
    )


def missing_attempts(calls: Iterable[SyncCall]) -> MissingFacts | None:
    """Returns the missing facts of the first call of unknown mode or attempts."""
    for call in calls:
        if call.blocking is None:
            return MissingFacts(call.id, missing_mode_facts(call.facts))
        if attempts_of(call.facts).most == inf:
            return MissingFacts(call.id, ("retries.attempts",))
    return None


def missing_call_facts(system: SystemModel, call: SyncCall) -> MissingFacts | None:
    """Returns the missing facts of a call, or without a timeout, of the calls of its callee."""
    stack, seen = [call], {call.sender}
    while stack and len(seen) < MAX_SERVICES:
        call = stack.pop()
        if (missing := _missing_of_facts(call.id, call.blocking, call.facts)) is not None:
            return missing
        for receiver in call.acyclic_receivers if _has_no_timeout(call.facts) else ():
            if receiver in seen:
                continue
            seen.add(receiver)
            if (missing_latency := _missing_latency(system, [system.graph.names[receiver]])) is not None:
                return missing_latency
            stack.extend(_open_calls(system, system.graph.outgoing[receiver]))
    return None


def missing_step_facts(system: SystemModel, timed: TimedFlow, index: int) -> MissingFacts | None:
    """Returns the missing facts of a flow step, or without a timeout, of the steps within it."""
    stack = [index]
    while stack:
        index = stack.pop()
        step = timed.steps[index]
        if step.blocking is False:
            continue
        if (missing := _missing_of_facts(step.interaction.id, step.blocking, step.facts)) is not None:
            return missing
        if _has_no_timeout(step.facts):
            if (missing_latency := _missing_latency(system, step.interaction.receivers)) is not None:
                return missing_latency
            stack.extend(reversed(timed.children[index]))
    return None


def missing_flow_facts(system: SystemModel, timed: TimedFlow) -> MissingFacts | None:
    """Returns the missing facts of a flow."""
    for index in timed.children[-1]:
        if (missing := missing_step_facts(system, timed, index)) is not None:
            return missing
    return None


def _missing_of_facts(name: str, blocking: bool | None, facts: Facts) -> MissingFacts | None:
    names = missing_mode_facts(facts) if blocking is None else missing_time_facts(facts)
    return MissingFacts(name, names) if names else None


def _has_no_timeout(facts: Facts) -> bool:
    return isinstance(facts.get("timeout_ms"), str)


def _missing_latency(system: SystemModel, names: Iterable[str]) -> MissingFacts | None:
    """Returns the first of these services without a p99 latency."""
    services = system.architecture.services
    return next((MissingFacts(name, ("latency_ms.p99",), is_call=False) for name in names
                 if name not in services or "p99" not in services[name].latency_ms), None)


def _open_calls(system: SystemModel, calls: Iterable[SyncCall]) -> list[SyncCall]:
    """Returns the calls without an exact time, unbounded ones last: the caller takes them from the end."""
    times = [(system.times.worst_time(call), call) for call in calls if call.acyclic_receivers]
    open_calls: list[tuple[Time, SyncCall]] = [(time, call) for time, call in times
                                               if time.least != time.most or call.blocking is None]
    return [call for _, call in sorted(open_calls, key=lambda entry: (entry[0].most, -entry[1].number))]
