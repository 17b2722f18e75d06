"""What every service takes with the calls that it makes, where no flow says which of them one request makes."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.linter.system.graph import Call, Graph
from advisor.linter.system.times import NONE, Time, after, longest, need, own_time, perhaps
from advisor.model.architecture import Service
from advisor.source.frozen import NamedTuple


class ServiceTimes(NamedTuple):
    """By service number: what one request to it takes, typically and at worst."""

    typical: list[Time]
    worst: list[Time]


def service_times(graph: Graph, services: Mapping[str, Service]) -> ServiceTimes:
    """Returns the times of all services, callees first; calls that close a circle are left out.

    One request makes at least the longest of the calls, so that is the least; all of them one after the other is the
    most, and what is shown.
    """
    count = len(graph.names)
    times = ServiceTimes([NONE] * count, [NONE] * count)
    for service in graph.order:
        typical, worst = NONE, NONE
        for call in graph.out[service]:
            if call.ahead:
                typical = _one_more(typical, call, typical_of(call, times))
                worst = _one_more(worst, call, worst_of(call, times))
        known = services.get(graph.names[service])
        times.typical[service] = after(own_time(known, typical=True), typical)
        times.worst[service] = after(own_time(known, typical=False), worst)
    return times


def typical_of(call: Call, times: ServiceTimes) -> Time:
    """Returns what a call takes when its first attempt succeeds."""
    return _longest(call, times.typical)


def worst_of(call: Call, times: ServiceTimes) -> Time:
    """Returns how long the caller of a call may have to wait."""
    return need(call.facts, _longest(call, times.worst))


def _longest(call: Call, times: list[Time]) -> Time:
    """Returns the time of the receivers, which are called at once; most calls have one."""
    return times[call.ahead[0]] if len(call.ahead) == 1 else longest(times[receiver] for receiver in call.ahead)


def _one_more(sum_of_all: Time, call: Call, time: Time) -> Time:
    time = _of(call, time)
    return Time(max(sum_of_all.least, time.least), sum_of_all.most + time.most, sum_of_all.told + time.told)


def _of(call: Call, time: Time) -> Time:
    return time if call.blocking else perhaps(time)
