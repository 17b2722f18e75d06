"""How many calls one request becomes when the deepest service fails: the product of attempts on the way to it."""

from __future__ import annotations

from math import inf

from advisor.linter.system.graph import Call, Graph
from advisor.linter.system.times import Tries, tries_of

LARGEST = 1e15  # calls; what comes beyond makes no difference


class Amplification:
    """For every service the largest product on any way to it; circles are left out."""

    def __init__(self, graph: Graph) -> None:
        self.tries = [Tries(1, 1)] * len(graph.names)
        self._least_by: list[Call | None] = [None] * len(graph.names)
        self._most_by: list[Call | None] = [None] * len(graph.names)
        for service in reversed(graph.order):
            for call in graph.out[service]:
                self._pass_on(self.tries[service], call)

    def way_to(self, service: int, *, certain: bool) -> list[Call]:
        """Returns the calls with the largest product that is certain, or possible, to reach a service."""
        came_by = self._least_by if certain else self._most_by
        way: list[Call] = []
        while (call := came_by[service]) is not None:
            way.append(call)
            service = call.sender
        return way[::-1]

    def _pass_on(self, here: Tries, call: Call) -> None:
        tries = tries_of(call.facts)
        least = times(here.least, tries.least) if call.blocking else 1
        most = times(here.most, tries.most)
        for receiver in call.ahead:
            known = self.tries[receiver]
            if call.blocking and (least > known.least or self._least_by[receiver] is None):
                self._least_by[receiver] = call
            if most > known.most or self._most_by[receiver] is None:
                self._most_by[receiver] = call
            self.tries[receiver] = Tries(max(known.least, least), max(known.most, most))


def times(one: float, other: float) -> float:
    """Returns a product; a large one is cut, so that only what is unknown is endless."""
    product = one * other
    return product if product == inf else min(product, LARGEST)
