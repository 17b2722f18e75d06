"""What has to be asked before the time of a call or a flow has a bound: the first fact on the way down that is open."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.linter.system.flows import Timed
from advisor.linter.system.graph import Call, Facts, unstated
from advisor.linter.system.landscape import Landscape
from advisor.linter.system.service_times import worst_of
from advisor.linter.system.telling import Missing
from advisor.linter.system.times import Time, missing_of

MOST_VISITED = 200  # services; deeper, the question is put without naming a fact


def missing_of_call(landscape: Landscape, call: Call) -> Missing | None:
    """Returns what is open about a call: in itself or, where it has no timeout, in what its callee calls."""
    todo, seen = [call], {call.sender}
    while todo and len(seen) < MOST_VISITED:
        call = todo.pop()
        if (own := _own(call.id, call.blocking, call.facts)) is not None:
            return own
        for receiver in call.ahead if _has_no_timeout(call.facts) else ():
            if receiver in seen:
                continue
            seen.add(receiver)
            if (silent := _silent(landscape, [landscape.graph.names[receiver]])) is not None:
                return silent
            todo.extend(_open_first_last(landscape, landscape.graph.out[receiver]))
    return None


def missing_of_step(landscape: Landscape, timed: Timed, place: int) -> Missing | None:
    """Returns what is open about a step of a flow: in itself or, where it has no timeout, in the steps within it."""
    todo = [place]
    while todo:
        place = todo.pop()
        step = timed.steps[place]
        if step.blocking is False:
            continue
        if (own := _own(step.interaction.id, step.blocking, step.facts)) is not None:
            return own
        if _has_no_timeout(step.facts):
            if (silent := _silent(landscape, step.interaction.receivers)) is not None:
                return silent
            todo.extend(reversed(timed.children[place]))
    return None


def missing_of_flow(landscape: Landscape, timed: Timed) -> Missing | None:
    """Returns what is open about a flow."""
    for place in timed.children[-1]:
        if (missing := missing_of_step(landscape, timed, place)) is not None:
            return missing
    return None


def _own(name: str, blocking: bool | None, facts: Facts) -> Missing | None:
    names = unstated(facts) if blocking is None else missing_of(facts)
    return Missing(name, names) if names else None


def _has_no_timeout(facts: Facts) -> bool:
    return isinstance(facts.get("timeout_ms"), str)


def _silent(landscape: Landscape, names: Iterable[str]) -> Missing | None:
    """Returns the first of these services that does not say how long it takes at worst."""
    services = landscape.whole.architecture.services
    return next((Missing(name, ("latency_ms.p99",), is_call=False) for name in names
                 if name not in services or "p99" not in services[name].latency_ms), None)


def _open_first_last(landscape: Landscape, calls: Iterable[Call]) -> list[Call]:
    """Returns the calls whose time is open; those without any bound come last, to be looked at first."""
    times = [(worst_of(call, landscape.times), call) for call in calls if call.ahead]
    is_open: list[tuple[Time, Call]] = [(time, call) for time, call in times
                                        if time.least != time.most or call.blocking is None]
    return [call for _, call in sorted(is_open, key=lambda part: (part[0].most, -part[1].number))]
