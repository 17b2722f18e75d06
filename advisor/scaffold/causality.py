"""Derives causality: which outgoing interactions a service starts when it receives one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.scaffold.contracts import ServiceContract, WorkspaceEdge

Node = tuple[str, str]  # receiving package, contract


class Causality(NamedTuple):
    """Follow-up interactions of every received one, without cycles."""

    follow_ups: dict[Node, tuple[str, ...]]  # names of edges
    entries: tuple[str, ...]  # names of edges without a cause

    def reachable_nodes(self, edge: WorkspaceEdge, edges: Mapping[str, WorkspaceEdge]) -> tuple[Node, ...]:
        """Returns all nodes reachable from an edge, breadth first."""
        visited: dict[Node, None] = {}
        queue = [edge]
        while queue:
            current = queue.pop(0)
            for receiver in current.receivers:
                node = receiver, current.contract
                if node not in visited:
                    visited[node] = None
                    queue += [edges[name] for name in self.follow_ups.get(node, ())]
        return tuple(visited)


def derive_causality(edges: Iterable[WorkspaceEdge], contracts: Mapping[str, ServiceContract]) -> Causality:
    """Derives causality: an incoming message triggers all outgoing interactions of its receiver.

    Cycles are cut. A query triggers only queries.
    """
    edges = list(edges)
    outgoing: dict[str, list[WorkspaceEdge]] = {}
    for edge in edges:
        outgoing.setdefault(edge.sender, []).append(edge)
    receivers = {receiver for edge in edges for receiver in edge.receivers}
    follow_ups: dict[Node, tuple[str, ...]] = {}
    on_path: set[Node] = set()
    for edge in sorted(edges, key=lambda candidate: candidate.sender in receivers):
        for receiver in edge.receivers:
            _visit((receiver, edge.contract), outgoing, contracts, follow_ups, on_path)
    caused = {name for names in follow_ups.values() for name in names}
    return Causality(follow_ups, tuple(edge.name for edge in edges if edge.name not in caused))


def _visit(start: Node, outgoing: Mapping[str, list[WorkspaceEdge]], contracts: Mapping[str, ServiceContract],
           follow_ups: dict[Node, tuple[str, ...]], on_path: set[Node]) -> None:
    """Depth-first traversal without recursion, because chains may be long."""
    if start in follow_ups:
        return
    stack = [_enter(start, outgoing, contracts, on_path)]
    while stack:
        node, node_edges = stack[-1]
        successors = ((receiver, edge.contract) for edge in node_edges for receiver in edge.receivers)
        next_node = next((ahead for ahead in successors if ahead not in follow_ups and ahead not in on_path), None)
        if next_node is not None:
            stack.append(_enter(next_node, outgoing, contracts, on_path))
            continue
        follow_ups[node] = tuple(edge.name for edge in node_edges)
        on_path.discard(node)
        stack.pop()


def _enter(node: Node, outgoing: Mapping[str, list[WorkspaceEdge]], contracts: Mapping[str, ServiceContract],
           on_path: set[Node]) -> tuple[Node, list[WorkspaceEdge]]:
    """Marks a node as visited on the current path; returns it with its edges that close no cycle."""
    on_path.add(node)
    only_queries = contracts[node[1]].is_query
    return node, [edge for edge in outgoing.get(node[0], ())
                  if (contracts[edge.contract].is_query or not only_queries)
                  and not any((receiver, edge.contract) in on_path for receiver in edge.receivers)]
