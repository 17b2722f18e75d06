"""What every service takes with the calls that it makes, where no flow says which of them one request makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from advisor.linter.system.graph import Call, Graph
from advisor.linter.system.times import NONE, UNKNOWN, Time, after, longest, need, own_time, perhaps
from advisor.model.architecture import Service


class ServiceTimes:
    """By service number: what one request to it takes, typically and at worst.

    One request makes at least the longest of the calls, so that is the least; all of them one after the other is the
    most, and what is shown. Calls that close a circle are left out.
    """

    def __init__(self, graph: Graph, services: Mapping[str, Service]) -> None:
        self._graph = graph
        self._services = services
        self._worst_of: dict[int, Time] = {}  # by the numbers of calls, once their receivers are added up

    @cached_property
    def typical(self) -> list[Time]:
        found = [NONE] * len(self._graph.names)
        self._add_up(found, lambda call: _longest(call, found), typical=True)
        return found

    @cached_property
    def worst(self) -> list[Time]:
        found = [NONE] * len(self._graph.names)
        self._add_up(found, lambda call: self._worst(call, found), typical=False)
        return found

    def of(self, call: Call) -> Time:
        """Returns how long the caller of a call may have to wait."""
        is_patient = isinstance(call.facts.get("timeout_ms"), str)
        return self._worst(call, self.worst if is_patient else None)

    def _worst(self, call: Call, times: list[Time] | None) -> Time:
        """Returns the worst case; what the receivers take counts only where the caller has no timeout."""
        found = self._worst_of.get(call.number)
        if found is None:
            callee = _longest(call, times) if times is not None else UNKNOWN
            found = self._worst_of[call.number] = need(call.facts, callee)
        return found

    def _add_up(self, times: list[Time], of: Callable[[Call], Time], *, typical: bool) -> None:
        """Fills in the times of all services, callees first."""
        for service in self._graph.order:
            least = most = told = 0.0
            for call in self._graph.out[service]:
                if call.ahead:
                    time = of(call) if call.blocking else perhaps(of(call))
                    least, most, told = max(least, time.least), most + time.most, told + time.told
            own = own_time(self._services.get(self._graph.names[service]), typical=typical)
            times[service] = after(own, Time(least, most, told))


def typical_of(call: Call, times: ServiceTimes) -> Time:
    """Returns what a call takes when its first attempt succeeds."""
    return _longest(call, times.typical)


def worst_of(call: Call, times: ServiceTimes) -> Time:
    """Returns how long the caller of a call may have to wait."""
    return times.of(call)


def _longest(call: Call, times: list[Time]) -> Time:
    """Returns the time of the receivers, which are called at once; most calls have one."""
    return times[call.ahead[0]] if len(call.ahead) == 1 else longest(times[receiver] for receiver in call.ahead)
