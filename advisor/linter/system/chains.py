"""Checks for long synchronous call chains and circular synchronous dependencies."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from advisor.linter.system.components import components
from advisor.linter.system.graph import Call, Graph, edges_of, unstated
from advisor.linter.system.landscape import landscape_of
from advisor.linter.system.rows import longest_rows
from advisor.linter.system.telling import Missing, about_service, asks, each_once, fine_service, line_of
from advisor.linter.whole import Verdict, Whole
from advisor.model.practice import Practice


def sync_chain(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields the longest synchronous call chain for each service called by an entry service.

    Placeholders: {first} (first service of the chain), {service} (its callee), {path}, {calls} and {limit} (the
    maximum number of calls).
    """
    return each_once(_chains(context, practice.parameters["limit"]))


def sync_cycle(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields every group of services with circular calls, with its shortest cycle.

    Placeholders: {service}, {path} and {calls} (number of calls in the cycle).
    """
    system = landscape_of(context)
    graph = system.graph
    cyclic_services = {service for group in graph.circles for service in group}
    for service, calls in enumerate(graph.out if context.is_thorough else ()):
        if calls and service not in cyclic_services:
            yield fine_service(system, service, calls[0])
    if not graph.circles:
        return
    certain = [call for service in cyclic_services for call in graph.out[service] if call.blocking]
    edges = edges_of(len(graph.names), certain)
    certainly_cyclic = {service for group in components(edges) for service in group
                        if len(group) > 1 or service in edges[service]}
    for group in graph.circles:
        first = next((service for service in group if service in certainly_cyclic), None)
        cycle = _find_cycle(graph, group[0] if first is None else first, frozenset(group), certain=first is not None)
        missing = _first_missing(cycle)
        if missing is None:
            about = about_service(system, cycle[0].sender, line_of(system, cycle[0]))
            path = [graph.names[call.sender] for call in cycle] + [graph.names[cycle[0].sender]]
            yield about.broken(path, {"calls": float(len(cycle))})
        else:
            yield asks(system, missing)


def _chains(context: Whole, limit: float) -> Iterator[Verdict]:
    system = landscape_of(context)
    graph = system.graph
    for service, chain, is_certain in longest_rows(graph, _waits, _may_wait, limit, is_thorough=context.is_thorough):
        missing = _first_missing(chain.calls)
        if is_certain:
            about = about_service(system, service, line_of(system, chain.calls[0]))
            path = [graph.names[number] for number in chain.services]
            yield about.broken(path, {"calls": float(len(chain.calls)), "limit": limit})
        elif missing is not None and len(chain.calls) > limit:
            yield asks(system, missing)
        else:
            yield fine_service(system, service, chain.calls[0])


def _waits(call: Call) -> bool:
    return call.blocking is True


def _may_wait(call: Call) -> bool:
    return True


def _first_missing(calls: list[Call]) -> Missing | None:
    return next((Missing(call.id, unstated(call.facts)) for call in calls if call.blocking is None), None)


def _find_cycle(graph: Graph, start: int, group: frozenset[int], *, certain: bool) -> list[Call]:
    """Returns the shortest cycle of calls from a service back to itself, within its group."""
    incoming: dict[int, Call] = {}
    queue = deque([start])
    while start not in incoming:
        for call in graph.out[queue.popleft()]:
            if call.blocking or not certain:
                for receiver in call.receivers:
                    if receiver in group and receiver not in incoming:
                        incoming[receiver] = call
                        queue.append(receiver)
    cycle = [incoming[start]]
    while cycle[-1].sender != start:
        cycle.append(incoming[cycle[-1].sender])
    return cycle[::-1]
