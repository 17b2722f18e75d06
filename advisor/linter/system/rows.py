"""Chains of calls, each made by the callee of the previous one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from advisor.linter.system.graph import Call, Graph
from advisor.source.frozen import NamedTuple


class Row(NamedTuple):
    """A chain of calls and its services, one more than calls."""

    calls: list[Call]
    services: list[int]


class Rows:
    """Longest chain of calls of one kind from each service; cycles are left out."""

    def __init__(self, graph: Graph, is_of_kind: Callable[[Call], bool]) -> None:
        self.lengths = [0] * len(graph.names)
        self._next: list[tuple[Call, int] | None] = [None] * len(graph.names)
        for service in graph.order:
            for call in filter(is_of_kind, graph.out[service]):
                for receiver in call.ahead:
                    if self.lengths[receiver] + 1 > self.lengths[service]:
                        self.lengths[service] = self.lengths[receiver] + 1
                        self._next[service] = call, receiver

    def after(self, call: Call, service: int) -> Row:
        """Returns the longest chain that starts with a call to a service."""
        calls, services = [call], [call.sender, service]
        while (step := self._next[services[-1]]) is not None:
            calls.append(step[0])
            services.append(step[1])
        return Row(calls, services)


class Beginning(NamedTuple):
    """A service, and the calls to it that start a chain."""

    service: int
    calls: list[Call]


def beginnings_of(graph: Graph, is_of_kind: Callable[[Call], bool]) -> Iterator[Beginning]:
    """Yields the starts of chains: services called by services without incoming calls of that kind.

    Callers of one service share the rest of the chain and are grouped.
    """
    receiving = {receiver for call in graph.calls.values() if is_of_kind(call) for receiver in call.receivers}
    for service, incoming in enumerate(graph.into):
        calls = [call for call in incoming
                 if service in call.ahead and call.sender not in receiving and is_of_kind(call)]
        if calls:
            yield Beginning(service, calls)


def longest_rows(graph: Graph, is_certain: Callable[[Call], bool], is_possible: Callable[[Call], bool], limit: float,
                 *, is_thorough: bool) -> Iterator[tuple[int, Row, bool]]:
    """Yields the service of each chain start, its longest chain, and whether the chain is certain.

    Yields a certain chain if it exceeds the limit, else the longest possible one.

    Args:
        is_thorough: whether to yield chains within the limit, too.
    """
    certain = Rows(graph, is_certain)
    if not is_thorough and max(certain.lengths, default=0) <= limit:
        return
    possible = Rows(graph, is_possible) if is_thorough else None
    for service, calls in beginnings_of(graph, is_possible):
        first = next(filter(is_certain, calls), None)
        if first is not None and certain.lengths[service] + 1 > limit:
            yield service, certain.after(first, service), True
        elif possible is not None:
            yield service, possible.after(calls[0], service), False
