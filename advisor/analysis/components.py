"""Strongly connected components of a directed graph, in one pass without recursion."""

from __future__ import annotations

from collections.abc import Sequence


def strongly_connected_components(edges: Sequence[Sequence[int]]) -> list[list[int]]:
    """Returns the strongly connected components by Tarjan's algorithm, callees before callers.

    Args:
        edges: successors of each node.
    """
    groups: list[list[int]] = []
    reached = [0] * len(edges)  # discovery time of each node; 0 if not visited
    lowest = [0] * len(edges)  # low-link: earliest discovery time reachable on the stack
    is_open = [False] * len(edges)
    stack: list[int] = []
    clock = 0
    for root in range(len(edges)):
        if reached[root]:
            continue
        path = [(root, iter(edges[root]))]
        while path:
            node, successors = path[-1]
            if not reached[node]:
                clock += 1
                reached[node] = lowest[node] = clock
                is_open[node] = True
                stack.append(node)
            for other in successors:
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
                    groups.append(_pop_component(node, stack, is_open))
    return groups


def _pop_component(node: int, stack: list[int], is_open: list[bool]) -> list[int]:
    component = []
    while True:
        component.append(stack.pop())
        is_open[component[-1]] = False
        if component[-1] == node:
            return component
