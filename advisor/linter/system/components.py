"""Strongly connected components of a directed graph, in one pass and without recursion."""

from __future__ import annotations

from collections.abc import Sequence


def components(edges: Sequence[Sequence[int]]) -> list[list[int]]:
    """Returns the strongly connected components by Tarjan's algorithm: whoever is called comes before its callers.

    Args:
        edges: for each node the nodes it leads to.
    """
    found: list[list[int]] = []
    reached = [0] * len(edges)  # when a node was first seen; 0 is never
    lowest = [0] * len(edges)  # the earliest node still open that can be reached from it
    is_open = [False] * len(edges)
    opened: list[int] = []
    clock = 0
    for root in range(len(edges)):
        if reached[root]:
            continue
        path = [(root, 0)]
        while path:
            node, place = path.pop()
            if place == 0:
                clock += 1
                reached[node] = lowest[node] = clock
                is_open[node] = True
                opened.append(node)
            else:
                lowest[node] = min(lowest[node], lowest[edges[node][place - 1]])
            place = _next(edges[node], place, reached, lowest, is_open, node)
            if place < len(edges[node]):
                path.append((node, place + 1))
                path.append((edges[node][place], 0))
            elif lowest[node] == reached[node]:
                found.append(_closed(node, opened, is_open))
    return found


def _next(leads_to: Sequence[int], place: int, reached: list[int], lowest: list[int], is_open: list[bool],
          node: int) -> int:
    """Returns the place of the next node that nobody has seen, minding those still open on the way."""
    while place < len(leads_to) and reached[leads_to[place]]:
        if is_open[leads_to[place]]:
            lowest[node] = min(lowest[node], reached[leads_to[place]])
        place += 1
    return place


def _closed(node: int, opened: list[int], is_open: list[bool]) -> list[int]:
    component = []
    while True:
        component.append(opened.pop())
        is_open[component[-1]] = False
        if component[-1] == node:
            return component
