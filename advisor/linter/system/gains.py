"""What one call costs everybody above it, and what would be left without it; looked up as far as is affordable."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite

from advisor.linter.system.amplification import Amplification, times
from advisor.linter.system.availability import must_be_up
from advisor.linter.system.graph import Call
from advisor.linter.system.inner import steps_by_id
from advisor.linter.system.landscape import Landscape
from advisor.linter.system.service_times import worst_of
from advisor.linter.system.times import tries_of

MOST_STEPS = 2000  # calls looked at for one gain; beyond, it is not told
MOST_ABOVE = 3  # services where calls begin


class Gains:
    """Remembers what is the same for many calls."""

    def __init__(self, landscape: Landscape) -> None:
        self._landscape = landscape
        self._graph = landscape.graph
        self._amplification = Amplification(landscape.graph)
        self._places = steps_by_id(landscape)
        self._rank = {service: place for place, service in enumerate(self._graph.order)}  # callees first
        self._deepest: dict[int, tuple[float, int]] = {}
        self._needed: dict[int, dict[int, None] | None] = {}

    def promise(self, call: Call) -> tuple[float, float]:
        """Returns how much may be gained, at a glance: calls that it may become, and the wait for it."""
        repeated = times(self._amplification.tries[call.sender].least, tries_of(call.facts).least)
        return repeated, self.worst_ms(call) or 0

    def worst_ms(self, call: Call) -> float | None:
        """Returns the longest wait of the caller, which is then gone; None where it is not known."""
        places = self._places.get(call.id)
        if places:
            told = max(timed.worst[step].told for timed, step in places)
        else:
            told = worst_of(call, self._landscape.times).told if call.ahead else inf
        return float(told) if isfinite(told) else None

    def availability(self, call: Call) -> float | None:
        """Returns what the service that gains most, of those where calls begin above, gains in availability.

        What has no stated fallback counts as needed. None where no service that is then needless says anything.
        """
        gains = []
        for start in self._beginnings(call.sender):
            if start not in self._needed:
                self._needed[start] = self._needed_by(start, "")
            before, after = self._needed[start], self._needed_by(start, call.id)
            if before is None or after is None:
                continue
            lost = self._product(service for service in before if service not in after)
            if lost is not None:
                kept = self._product(iter(after))
                gains.append((1.0 if kept is None else kept) * (1 - lost))
        return max(gains, default=None)

    def amplification(self, call: Call) -> float | None:
        """Returns by which factor fewer calls reach the deepest service below; None where too many lead there."""
        deepest = max((self._deepest_below(receiver) for receiver in call.ahead), default=None)
        if deepest is None:
            return None
        reached = self._calls_reaching(deepest[1], call.id)
        return None if reached is None else self._amplification.tries[deepest[1]].least / reached

    def _beginnings(self, service: int) -> list[int]:
        """Returns services where calls begin that lead to this one, the nearest first."""
        todo, seen, found, steps = [service], {service}, [], 0
        for above in todo:
            callers = [call.sender for call in self._graph.into[above] if call.blocking]
            if not self._graph.into[above]:
                found.append(above)
            steps += len(callers)
            if len(found) == MOST_ABOVE or steps > MOST_STEPS:
                break
            for caller in callers:
                if caller not in seen:
                    seen.add(caller)
                    todo.append(caller)
        return found

    def _needed_by(self, start: int, without: str) -> dict[int, None] | None:
        """Returns the services without which one fails, itself left out; None where there are too many calls."""
        todo, found, steps = [start], {start: None}, 0
        for service in todo:
            steps += len(self._graph.out[service])
            if steps > MOST_STEPS:
                return None
            for call in self._graph.out[service]:
                if call.id != without and call.blocking and must_be_up(call.blocking, call.facts) is not False:
                    for receiver in call.receivers:
                        if receiver not in found:
                            found[receiver] = None
                            todo.append(receiver)
        del found[start]
        return found

    def _product(self, services: Iterator[int]) -> float | None:
        product = None
        known = self._landscape.whole.architecture.services
        for service in services:
            stated = known.get(self._graph.names[service])
            if stated is not None and stated.availability is not None:
                product = (1.0 if product is None else product) * stated.availability
        return product

    def _deepest_below(self, service: int) -> tuple[float, int]:
        """Returns the largest product of attempts on the calls below a service, and where they end."""
        if not self._deepest:
            for below in self._graph.order:
                self._deepest[below] = max(
                    ((times(self._deepest[receiver][0], tries_of(call.facts).least), self._deepest[receiver][1])
                     for call in self._graph.out[below] if call.blocking for receiver in call.ahead),
                    default=(1.0, below))
        return self._deepest[service]

    def _calls_reaching(self, service: int, without: str) -> float | None:
        """Returns the most calls that one request may become at a service if one of the calls did not exist."""
        todo, above, steps = [service], {service}, 0
        for reached in todo:
            steps += len(self._graph.into[reached])
            if steps > MOST_STEPS:
                return None
            for call in self._graph.into[reached]:
                if call.blocking and reached in call.ahead and call.sender not in above:
                    above.add(call.sender)
                    todo.append(call.sender)
        most: dict[int, float] = {}
        for reached in sorted(above, key=self._rank.__getitem__, reverse=True):
            most[reached] = max((times(most[call.sender], tries_of(call.facts).least)
                                 for call in self._graph.into[reached]
                                 if call.blocking and call.id != without and reached in call.ahead), default=1.0)
        return most[service]
