"""Benefit of making one call asynchronous for its upstream services, within a search limit."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite

from advisor.analysis.amplification import Amplification, capped_product
from advisor.analysis.availability import is_hard_dependency
from advisor.analysis.graph import SyncCall
from advisor.analysis.nested_calls import steps_by_id
from advisor.analysis.system_model import SystemModel
from advisor.analysis.times import attempts_of

MAX_CALLS_VISITED = 2000  # per gain; beyond, the gain is unknown
MAX_ENTRIES = 3  # entry services per call


class AsyncBenefit:
    """Computes gains, with results cached across calls."""

    def __init__(self, system: SystemModel) -> None:
        self._system = system
        self._graph = system.graph
        self._amplification = Amplification(system.graph)
        self._steps = steps_by_id(system)
        self._rank = {service: index for index, service in enumerate(self._graph.order)}  # callees first
        self._deepest: dict[int, tuple[float, int]] = {}
        self._needed: dict[int, dict[int, None] | None] = {}

    def estimate(self, call: SyncCall) -> tuple[float, float]:
        """Returns a cheap estimate of the gain: calls after amplification, and worst-case wait in ms."""
        repeated = capped_product(self._amplification.attempts[call.sender].least, attempts_of(call.facts).least)
        return repeated, self.worst_ms(call) or 0

    def worst_ms(self, call: SyncCall) -> float | None:
        """Returns the worst-case wait in ms that the caller would save, or None if unbounded."""
        steps = self._steps.get(call.id)
        if steps:
            wait = max(timed.worst[step].displayed for timed, step in steps)
        else:
            wait = self._system.times.worst_time(call).displayed if call.acyclic_receivers else inf
        return float(wait) if isfinite(wait) else None

    def availability(self, call: SyncCall) -> float | None:
        """Returns the largest availability gain of an upstream entry service.

        Dependencies without a stated fallback count as hard. None if no dropped dependency states its availability.
        """
        gains = []
        for start in self._entry_services(call.sender):
            if start not in self._needed:
                self._needed[start] = self._dependencies(start, "")
            before, after = self._needed[start], self._dependencies(start, call.id)
            if before is None or after is None:
                continue
            lost = self._product(service for service in before if service not in after)
            if lost is not None:
                remaining = self._product(iter(after))
                gains.append((1.0 if remaining is None else remaining) * (1 - lost))
        return max(gains, default=None)

    def amplification(self, call: SyncCall) -> float | None:
        """Returns the factor by which calls to the deepest downstream service shrink, or None over the search limit."""
        deepest = max((self._deepest_below(receiver) for receiver in call.acyclic_receivers), default=None)
        if deepest is None:
            return None
        reached = self._calls_reaching(deepest[1], call.id)
        return None if reached is None else self._amplification.attempts[deepest[1]].least / reached

    def _entry_services(self, service: int) -> list[int]:
        """Returns the nearest upstream entry services."""
        queue, seen, entries, steps = [service], {service}, [], 0
        for above in queue:
            callers = [call.sender for call in self._graph.incoming[above] if call.blocking]
            if not self._graph.incoming[above]:
                entries.append(above)
            steps += len(callers)
            if len(entries) == MAX_ENTRIES or steps > MAX_CALLS_VISITED:
                break
            for caller in callers:
                if caller not in seen:
                    seen.add(caller)
                    queue.append(caller)
        return entries

    def _dependencies(self, start: int, without: str) -> dict[int, None] | None:
        """Returns the hard dependencies of a service, itself excluded, or None over the search limit."""
        queue, dependencies, steps = [start], {start: None}, 0
        for service in queue:
            steps += len(self._graph.outgoing[service])
            if steps > MAX_CALLS_VISITED:
                return None
            for call in self._graph.outgoing[service]:
                if call.id != without and call.blocking and is_hard_dependency(call.blocking, call.facts) is not False:
                    for receiver in call.receivers:
                        if receiver not in dependencies:
                            dependencies[receiver] = None
                            queue.append(receiver)
        del dependencies[start]
        return dependencies

    def _product(self, services: Iterator[int]) -> float | None:
        product = None
        known = self._system.architecture.services
        for service in services:
            stated = known.get(self._graph.names[service])
            if stated is not None and stated.availability is not None:
                product = (1.0 if product is None else product) * stated.availability
        return product

    def _deepest_below(self, service: int) -> tuple[float, int]:
        """Returns the largest product of attempts downstream of a service, and the last service of that path."""
        if not self._deepest:
            for below in self._graph.order:
                self._deepest[below] = max(
                    (
                        (capped_product(self._deepest[receiver][0], attempts_of(call.facts).least),
                         self._deepest[receiver][1])
                        for call in self._graph.outgoing[below]
                        if call.blocking
                        for receiver in call.acyclic_receivers
                    ),
                    default=(1.0, below),
                )
        return self._deepest[service]

    def _calls_reaching(self, service: int, without: str) -> float | None:
        """Returns the maximum calls to a service per request without a given call, or None over the search limit."""
        queue, above, steps = [service], {service}, 0
        for reached in queue:
            steps += len(self._graph.incoming[reached])
            if steps > MAX_CALLS_VISITED:
                return None
            for call in self._graph.incoming[reached]:
                if call.blocking and reached in call.acyclic_receivers and call.sender not in above:
                    above.add(call.sender)
                    queue.append(call.sender)
        max_calls: dict[int, float] = {}
        for reached in sorted(above, key=self._rank.__getitem__, reverse=True):
            max_calls[reached] = max(
                (capped_product(max_calls[call.sender], attempts_of(call.facts).least)
                 for call in self._graph.incoming[reached]
                 if call.blocking and call.id != without and reached in call.acyclic_receivers),
                default=1.0,
            )
        return max_calls[service]
