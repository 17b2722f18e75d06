"""Calls that wait for calls: how many in a row, and whether they come back to where they began."""

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


def sync_chain(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields how many calls wait for each other, for each service that is called where calls begin.

    Its sentence may name {first} (the service where the row begins), {service} (which it calls), {path}, {calls} and
    {limit}: the most calls that are fine.
    """
    return each_once(_chains(whole, practice.parameters["limit"]))


def sync_cycle(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields every group of services that call each other in a circle, with its shortest circle.

    Its sentence may name {service}, {path} and {calls}: the calls of the circle.
    """
    landscape = landscape_of(whole)
    graph = landscape.graph
    in_circle = {service for group in graph.circles for service in group}
    for service, calls in enumerate(graph.out if whole.is_thorough else ()):
        if calls and service not in in_circle:
            yield fine_service(landscape, service, calls[0])
    if not graph.circles:
        return
    certain = [call for service in in_circle for call in graph.out[service] if call.blocking]
    edges = edges_of(len(graph.names), certain)
    closed = {service for group in components(edges) for service in group
              if len(group) > 1 or service in edges[service]}
    for group in graph.circles:
        first = next((service for service in group if service in closed), None)
        circle = _circle(graph, group[0] if first is None else first, frozenset(group), certain=first is not None)
        missing = _first_open(circle)
        if missing is None:
            about = about_service(landscape, circle[0].sender, line_of(landscape, circle[0]))
            path = [graph.names[call.sender] for call in circle] + [graph.names[circle[0].sender]]
            yield about.broken(path, {"calls": float(len(circle))})
        else:
            yield asks(landscape, missing)


def _chains(whole: Whole, limit: float) -> Iterator[Verdict]:
    landscape = landscape_of(whole)
    graph = landscape.graph
    for service, row, is_certain in longest_rows(graph, _waits, _may_wait, limit, is_thorough=whole.is_thorough):
        missing = _first_open(row.calls)
        if is_certain:
            about = about_service(landscape, service, line_of(landscape, row.calls[0]))
            path = [graph.names[number] for number in row.services]
            yield about.broken(path, {"calls": float(len(row.calls)), "limit": limit})
        elif missing is not None and len(row.calls) > limit:
            yield asks(landscape, missing)
        else:
            yield fine_service(landscape, service, row.calls[0])


def _waits(call: Call) -> bool:
    return call.blocking is True


def _may_wait(call: Call) -> bool:
    return True


def _first_open(row: list[Call]) -> Missing | None:
    return next((Missing(call.id, unstated(call.facts)) for call in row if call.blocking is None), None)


def _circle(graph: Graph, start: int, group: frozenset[int], *, certain: bool) -> list[Call]:
    """Returns the shortest row of calls from a service back to itself, within its group."""
    came_by: dict[int, Call] = {}
    todo = deque([start])
    while start not in came_by:
        for call in graph.out[todo.popleft()]:
            if call.blocking or not certain:
                for receiver in call.receivers:
                    if receiver in group and receiver not in came_by:
                        came_by[receiver] = call
                        todo.append(receiver)
    circle = [came_by[start]]
    while circle[-1].sender != start:
        circle.append(came_by[circle[-1].sender])
    return circle[::-1]
