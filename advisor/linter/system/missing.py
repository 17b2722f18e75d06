"""Finds the first missing downstream fact that leaves the time of a call or flow unbounded."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.linter.system.flows import TimedFlow
from advisor.linter.system.graph import Facts, SyncCall, missing_mode_facts
from advisor.linter.system.landscape import SystemModel
from advisor.linter.system.service_times import worst_time
from advisor.linter.system.telling import MissingFacts
from advisor.linter.system.times import Time, missing_time_facts

MAX_SERVICES = 200  # visited; beyond, the question names no fact


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
    services = system.context.architecture.services
    return next((MissingFacts(name, ("latency_ms.p99",), is_call=False) for name in names
                 if name not in services or "p99" not in services[name].latency_ms), None)


def _open_calls(system: SystemModel, calls: Iterable[SyncCall]) -> list[SyncCall]:
    """Returns the calls without an exact time, unbounded ones last: the caller takes them from the end."""
    times = [(worst_time(call, system.times), call) for call in calls if call.acyclic_receivers]
    open_calls: list[tuple[Time, SyncCall]] = [(time, call) for time, call in times
                                           if time.least != time.most or call.blocking is None]
    return [call for _, call in sorted(open_calls, key=lambda entry: (entry[0].most, -entry[1].number))]
