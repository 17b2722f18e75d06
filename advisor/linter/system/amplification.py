"""Retry amplification: calls per request when the deepest service fails, as the product of attempts."""

from __future__ import annotations

from math import inf

from advisor.linter.system.graph import Call, Graph
from advisor.linter.system.times import Tries, tries_of

LARGEST = 1e15  # calls; larger products are capped


class Amplification:
    """Largest product of attempts on any path to each service; cycles are left out."""

    def __init__(self, graph: Graph) -> None:
        self.tries = [Tries(1, 1)] * len(graph.names)
        self._min_call: list[Call | None] = [None] * len(graph.names)
        self._max_call: list[Call | None] = [None] * len(graph.names)
        for service in reversed(graph.order):
            for call in graph.out[service]:
                self._propagate(self.tries[service], call)

    def way_to(self, service: int, *, certain: bool) -> list[Call]:
        """Returns the path of calls with the largest certain, or possible, product to a service."""
        incoming = self._min_call if certain else self._max_call
        path: list[Call] = []
        while (call := incoming[service]) is not None:
            path.append(call)
            service = call.sender
        return path[::-1]

    def _propagate(self, upstream: Tries, call: Call) -> None:
        tries = tries_of(call.facts)
        least = times(upstream.least, tries.least) if call.blocking else 1
        most = times(upstream.most, tries.most)
        for receiver in call.ahead:
            known = self.tries[receiver]
            if call.blocking and (least > known.least or self._min_call[receiver] is None):
                self._min_call[receiver] = call
            if most > known.most or self._max_call[receiver] is None:
                self._max_call[receiver] = call
            self.tries[receiver] = Tries(max(known.least, least), max(known.most, most))


def times(first: float, second: float) -> float:
    """Returns a capped product, so that only unknown values are infinite."""
    product = first * second
    return product if product == inf else min(product, LARGEST)
