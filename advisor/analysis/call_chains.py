"""Chains of calls, each made by the callee of the previous one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.analysis.graph import CallGraph, SyncCall


class CallChain(NamedTuple):
    """A chain of calls and its services, one more than calls."""

    calls: list[SyncCall]
    services: list[int]


class LongestChains:
    """Longest chain of calls of one kind from each service; cycles are left out."""

    def __init__(self, graph: CallGraph, is_of_kind: Callable[[SyncCall], bool]) -> None:
        self.lengths = [0] * len(graph.names)
        self._next: list[tuple[SyncCall, int] | None] = [None] * len(graph.names)
        for service in graph.order:
            for call in filter(is_of_kind, graph.outgoing[service]):
                for receiver in call.acyclic_receivers:
                    if self.lengths[receiver] + 1 > self.lengths[service]:
                        self.lengths[service] = self.lengths[receiver] + 1
                        self._next[service] = call, receiver

    def chain_from(self, call: SyncCall, service: int) -> CallChain:
        """Returns the longest chain that starts with a call to a service."""
        calls, services = [call], [call.sender, service]
        while (step := self._next[services[-1]]) is not None:
            calls.append(step[0])
            services.append(step[1])
        return CallChain(calls, services)


class ChainStart(NamedTuple):
    """A service, and the calls to it that start a chain."""

    service: int
    calls: list[SyncCall]


def chain_starts(graph: CallGraph, is_of_kind: Callable[[SyncCall], bool]) -> Iterator[ChainStart]:
    """Yields the starts of chains: services called by services without incoming calls of that kind.

    Callers of one service share the rest of the chain and are grouped.
    """
    receiving = {receiver for call in graph.calls.values() if is_of_kind(call) for receiver in call.receivers}
    for service, incoming in enumerate(graph.incoming):
        calls = [call for call in incoming
                 if service in call.acyclic_receivers and call.sender not in receiving and is_of_kind(call)]
        if calls:
            yield ChainStart(service, calls)


def longest_chains(graph: CallGraph, is_certain: Callable[[SyncCall], bool], is_possible: Callable[[SyncCall], bool],
                   limit: float, *, is_thorough: bool) -> Iterator[tuple[int, CallChain, bool]]:
    """Yields the service of each chain start, its longest chain, and whether the chain is certain.

    Yields a certain chain if it exceeds the limit, else the longest possible one.

    Args:
        is_thorough: whether to yield chains within the limit, too.
    """
    certain = LongestChains(graph, is_certain)
    if not is_thorough and max(certain.lengths, default=0) <= limit:
        return
    possible = LongestChains(graph, is_possible) if is_thorough else None
    for service, calls in chain_starts(graph, is_possible):
        first = next(filter(is_certain, calls), None)
        if first is not None and certain.lengths[service] + 1 > limit:
            yield service, certain.chain_from(first, service), True
        elif possible is not None:
            yield service, possible.chain_from(calls[0], service), False
