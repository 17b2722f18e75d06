"""Retry amplification: calls per request when the deepest service fails, as the product of attempts."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, prod

from advisor.analysis.graph import CallGraph, SyncCall
from advisor.analysis.times import Attempts, attempts_of

MAX_PRODUCT = 1e15  # calls; larger products are capped


class Amplification:
    """Largest product of attempts on any path to each service; cycles are left out."""

    def __init__(self, graph: CallGraph) -> None:
        self.attempts = [Attempts(1, 1)] * len(graph.names)
        self._min_call: list[SyncCall | None] = [None] * len(graph.names)
        self._max_call: list[SyncCall | None] = [None] * len(graph.names)
        for service in reversed(graph.order):
            for call in graph.outgoing[service]:
                self._propagate(self.attempts[service], call)

    def path_to(self, service: int, *, certain: bool) -> list[SyncCall]:
        """Returns the path of calls with the largest certain, or possible, product to a service."""
        incoming = self._min_call if certain else self._max_call
        path: list[SyncCall] = []
        while (call := incoming[service]) is not None:
            path.append(call)
            service = call.sender
        return path[::-1]

    def _propagate(self, upstream: Attempts, call: SyncCall) -> None:
        tries = attempts_of(call.facts)
        least = capped_product(upstream.least, tries.least) if call.blocking else 1
        most = capped_product(upstream.most, tries.most)
        for receiver in call.acyclic_receivers:
            known = self.attempts[receiver]
            if call.blocking and (least > known.least or self._min_call[receiver] is None):
                self._min_call[receiver] = call
            if most > known.most or self._max_call[receiver] is None:
                self._max_call[receiver] = call
            self.attempts[receiver] = Attempts(max(known.least, least), max(known.most, most))


def retries(call: SyncCall) -> bool:
    """Returns whether a call certainly blocks and is retried."""
    return call.blocking is True and attempts_of(call.facts).least > 1


def may_retry(call: SyncCall) -> bool:
    """Returns whether a call is retried, or may be."""
    return attempts_of(call.facts).most > 1


def product_of_attempts(calls: Iterable[SyncCall]) -> float:
    """Returns the certain number of calls that a chain makes of one request, capped."""
    return min(prod(float(attempts_of(call.facts).least) for call in calls), MAX_PRODUCT)


def capped_product(first: float, second: float) -> float:
    """Returns a capped product, so that only unknown values are infinite."""
    product = first * second
    return product if product == inf else min(product, MAX_PRODUCT)
