"""Times of services including their calls, if no flow says which calls one request makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from advisor.analysis.graph import CallGraph, SyncCall
from advisor.analysis.times import (
    NO_TIME,
    UNKNOWN_TIME,
    Time,
    add_sequential,
    longest_parallel,
    optional_time,
    own_time,
    worst_case_wait,
)
from advisor.model.architecture import Service


class ServiceTimes:
    """Typical and worst time of one request, by service number.

    The lower bound is the longest call; the upper bound, also the displayed time, is all calls in sequence. Calls
    within a cycle are left out.
    """

    def __init__(self, graph: CallGraph, services: Mapping[str, Service]) -> None:
        self._graph = graph
        self._services = services
        self._worst_times: dict[int, Time] = {}  # by call number

    @cached_property
    def typical(self) -> list[Time]:
        times = [NO_TIME] * len(self._graph.names)
        self._accumulate(times, lambda call: _longest(call, times), typical=True)
        return times

    @cached_property
    def worst(self) -> list[Time]:
        times = [NO_TIME] * len(self._graph.names)
        self._accumulate(times, lambda call: self._worst(call, times), typical=False)
        return times

    def typical_time(self, call: SyncCall) -> Time:
        """Returns the time of a call whose first attempt succeeds."""
        return _longest(call, self.typical)

    def worst_time(self, call: SyncCall) -> Time:
        """Returns the worst-case wait of the caller of a call."""
        has_no_timeout = isinstance(call.facts.get("timeout_ms"), str)
        return self._worst(call, self.worst if has_no_timeout else None)

    def _worst(self, call: SyncCall, times: list[Time] | None) -> Time:
        """Returns the worst case; the time of the receivers counts only if the caller has no timeout."""
        time = self._worst_times.get(call.number)
        if time is None:
            callee = _longest(call, times) if times is not None else UNKNOWN_TIME
            time = self._worst_times[call.number] = worst_case_wait(call.facts, callee)
        return time

    def _accumulate(self, times: list[Time], time_of: Callable[[SyncCall], Time], *, typical: bool) -> None:
        """Fills in the times of all services, callees first."""
        for service in self._graph.order:
            least = most = displayed = 0.0
            for call in self._graph.outgoing[service]:
                if call.acyclic_receivers:
                    time = time_of(call) if call.blocking else optional_time(time_of(call))
                    least, most, displayed = max(least, time.least), most + time.most, displayed + time.displayed
            own = own_time(self._services.get(self._graph.names[service]), typical=typical)
            times[service] = add_sequential(own, Time(least, most, displayed))


def _longest(call: SyncCall, times: list[Time]) -> Time:
    """Returns the time of the receivers, which are called in parallel; most calls have one."""
    return (times[call.acyclic_receivers[0]]
            if len(call.acyclic_receivers) == 1
            else longest_parallel(times[receiver] for receiver in call.acyclic_receivers))
