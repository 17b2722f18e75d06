"""Finds the first missing downstream fact that leaves the time of a call or flow unbounded."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.linter.system.flows import Timed
from advisor.linter.system.graph import Call, Facts, unstated
from advisor.linter.system.landscape import Landscape
from advisor.linter.system.service_times import worst_of
from advisor.linter.system.telling import Missing
from advisor.linter.system.times import Time, missing_of

MAX_SERVICES = 200  # visited; beyond, the question names no fact


def missing_of_call(system: Landscape, call: Call) -> Missing | None:
    """Returns the missing facts of a call, or without a timeout, of the calls of its callee."""
    stack, seen = [call], {call.sender}
    while stack and len(seen) < MAX_SERVICES:
        call = stack.pop()
        if (missing := _missing_of_facts(call.id, call.blocking, call.facts)) is not None:
            return missing
        for receiver in call.ahead if _has_no_timeout(call.facts) else ():
            if receiver in seen:
                continue
            seen.add(receiver)
            if (missing_latency := _missing_latency(system, [system.graph.names[receiver]])) is not None:
                return missing_latency
            stack.extend(_open_calls(system, system.graph.out[receiver]))
    return None


def missing_of_step(system: Landscape, timed: Timed, index: int) -> Missing | None:
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


def missing_of_flow(system: Landscape, timed: Timed) -> Missing | None:
    """Returns the missing facts of a flow."""
    for index in timed.children[-1]:
        if (missing := missing_of_step(system, timed, index)) is not None:
            return missing
    return None


def _missing_of_facts(name: str, blocking: bool | None, facts: Facts) -> Missing | None:
    names = unstated(facts) if blocking is None else missing_of(facts)
    return Missing(name, names) if names else None


def _has_no_timeout(facts: Facts) -> bool:
    return isinstance(facts.get("timeout_ms"), str)


def _missing_latency(system: Landscape, names: Iterable[str]) -> Missing | None:
    """Returns the first of these services without a p99 latency."""
    services = system.whole.architecture.services
    return next((Missing(name, ("latency_ms.p99",), is_call=False) for name in names
                 if name not in services or "p99" not in services[name].latency_ms), None)


def _open_calls(system: Landscape, calls: Iterable[Call]) -> list[Call]:
    """Returns the calls without an exact time, unbounded ones last: the caller takes them from the end."""
    times = [(worst_of(call, system.times), call) for call in calls if call.ahead]
    open_calls: list[tuple[Time, Call]] = [(time, call) for time, call in times
                                           if time.least != time.most or call.blocking is None]
    return [call for _, call in sorted(open_calls, key=lambda entry: (entry[0].most, -entry[1].number))]
