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
        path = [(root, iter(edges[root]))]
        while path:
            node, leads_to = path[-1]
            if not reached[node]:
                clock += 1
                reached[node] = lowest[node] = clock
                is_open[node] = True
                opened.append(node)
            for other in leads_to:
                if not reached[other]:
                    path.append((other, iter(edges[other])))
                    break
                if is_open[other] and reached[other] < lowest[node]:
                    lowest[node] = reached[other]
            else:
                path.pop()
                if path and lowest[node] < lowest[path[-1][0]]:
                    lowest[path[-1][0]] = lowest[node]
                if lowest[node] == reached[node]:
                    found.append(_closed(node, opened, is_open))
    return found


def _closed(node: int, opened: list[int], is_open: list[bool]) -> list[int]:
    component = []
    while True:
        component.append(opened.pop())
        is_open[component[-1]] = False
        if component[-1] == node:
            return component
