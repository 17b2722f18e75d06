"""The shortest cycle of calls of each group of services that call one another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from advisor.analysis.components import strongly_connected_components
from advisor.analysis.graph import CallGraph, SyncCall, build_edges


def shortest_cycles(graph: CallGraph) -> Iterator[list[SyncCall]]:
    """Yields the calls of the shortest cycle through one service of each cyclic group, certain cycles preferred."""
    in_certain_cycle = _services_in_certain_cycles(graph) if graph.cycles else set()
    for group in graph.cycles:
        first = next((service for service in group if service in in_certain_cycle), None)
        yield _find_cycle(graph, group[0] if first is None else first, frozenset(group), certain=first is not None)


def _services_in_certain_cycles(graph: CallGraph) -> set[int]:
    """Returns the services in cycles of calls that certainly block."""
    certain = [call for group in graph.cycles for service in group for call in graph.outgoing[service] if call.blocking]
    edges = build_edges(len(graph.names), certain)
    return {service for group in strongly_connected_components(edges) for service in group
            if len(group) > 1 or service in edges[service]}


def _find_cycle(graph: CallGraph, start: int, group: frozenset[int], *, certain: bool) -> list[SyncCall]:
    """Returns the shortest cycle of calls from a service back to itself, within its group."""
    incoming: dict[int, SyncCall] = {}
    queue = deque([start])
    while start not in incoming:
        for call in graph.outgoing[queue.popleft()]:
            if call.blocking or not certain:
                for receiver in call.receivers:
                    if receiver in group and receiver not in incoming:
                        incoming[receiver] = call
                        queue.append(receiver)
    cycle = [incoming[start]]
    while cycle[-1].sender != start:
        cycle.append(incoming[cycle[-1].sender])
    return cycle[::-1]
