"""What leads to what: which interactions follow from another one when nobody has said so yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.scaffold.contracts import Contract, Edge

Node = tuple[str, str]  # a package, and the contract by which something reaches it


class Passing(NamedTuple):
    """The follow-ups of everything that comes in, without circles."""

    follow_ups: dict[Node, tuple[str, ...]]  # names of edges
    entries: tuple[str, ...]  # names of edges that follow from nothing

    def reached(self, edge: Edge, edges: Mapping[str, Edge]) -> tuple[Node, ...]:
        """Returns everything that happens when an edge is begun, in the order in which it is found."""
        found: dict[Node, None] = {}
        left = [edge]
        while left:
            one = left.pop(0)
            for receiver in one.receivers:
                node = receiver, one.contract
                if node not in found:
                    found[node] = None
                    left += [edges[name] for name in self.follow_ups.get(node, ())]
        return tuple(found)


def passing(edges: Iterable[Edge], contracts: Mapping[str, Contract]) -> Passing:
    """Returns what leads to what: a service that gets something goes on with all it does itself.

    Where that would come round to where it began, it stops. A query is answered and leads to nothing but queries.
    """
    edges = list(edges)
    out_of: dict[str, list[Edge]] = {}
    for edge in edges:
        out_of.setdefault(edge.sender, []).append(edge)
    told = {receiver for edge in edges for receiver in edge.receivers}
    follow_ups: dict[Node, tuple[str, ...]] = {}
    on_the_way: set[Node] = set()
    for edge in sorted(edges, key=lambda one: one.sender in told):
        for receiver in edge.receivers:
            _visit((receiver, edge.contract), out_of, contracts, follow_ups, on_the_way)
    followed = {name for names in follow_ups.values() for name in names}
    return Passing(follow_ups, tuple(edge.name for edge in edges if edge.name not in followed))


def _visit(start: Node, out_of: Mapping[str, list[Edge]], contracts: Mapping[str, Contract],
           follow_ups: dict[Node, tuple[str, ...]], on_the_way: set[Node]) -> None:
    """Walks depth first, without recursion: an architecture may be a chain of any length."""
    if start in follow_ups:
        return
    stack = [_entered(start, out_of, contracts, on_the_way)]
    while stack:
        node, kept = stack[-1]
        ahead = ((receiver, edge.contract) for edge in kept for receiver in edge.receivers)
        following = next((one for one in ahead if one not in follow_ups and one not in on_the_way), None)
        if following is not None:
            stack.append(_entered(following, out_of, contracts, on_the_way))
            continue
        follow_ups[node] = tuple(edge.name for edge in kept)
        on_the_way.discard(node)
        stack.pop()


def _entered(node: Node, out_of: Mapping[str, list[Edge]], contracts: Mapping[str, Contract],
             on_the_way: set[Node]) -> tuple[Node, list[Edge]]:
    """Returns a node, which is on the way from here on, with the edges from it that do not lead back."""
    on_the_way.add(node)
    only_queries = contracts[node[1]].is_query
    return node, [edge for edge in out_of.get(node[0], ())
                  if (contracts[edge.contract].is_query or not only_queries)
                  and not any((receiver, edge.contract) in on_the_way for receiver in edge.receivers)]
