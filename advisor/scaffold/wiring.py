"""How a service of a workspace is put together: what comes in, and what it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from advisor.scaffold.contracts import QUERIES, Contract, Edge
from advisor.scaffold.parties import CALLS, Party
from advisor.scaffold.passing import Passing

HTTP_PORTS, GRPC_PORTS, ADMIN_PORTS = 8000, 50100, 9100


def natural(name: str) -> list[Any]:
    """Returns by what names are sorted where numbers in them count as numbers, as import sorters do."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def service(number: int, party: Party, edges: Sequence[Edge], contracts: Mapping[str, Contract],
            followed: Passing) -> dict[str, Any]:
    """Returns a service as data: what it handles and how, whom it asks, what it tells."""
    by_name = {edge.name: edge for edge in edges}
    mine = [edge for edge in edges if edge.sender == party.package]
    to_me = [edge for edge in edges if party.package in edge.receivers]
    handled = [_handled(party, contracts[name], [edge for edge in to_me if edge.contract == name],
                        [by_name[one] for one in followed.follow_ups.get((party.package, name), ())], contracts)
               for name in sorted({edge.contract for edge in to_me}, key=natural)]
    topics = {edge.contract for edge in (*mine, *to_me) if contracts[edge.contract].rejects}
    handled += [_handled(party, contracts[contracts[name].rejects], [], [], contracts)
                for name in sorted(topics, key=natural)]
    calls = [edge for edge in mine if contracts[edge.contract].pattern in CALLS]
    tells = [edge for edge in mine if contracts[edge.contract].pattern not in CALLS]
    rejects = [contracts[one["contract"]].rejects for one in handled if contracts[one["contract"]].rejects]
    kinds = {one["pattern"] for one in handled}
    written = {contracts[edge.contract].pattern for edge in tells} | ({"event-streaming"} if rejects else set())
    asked = [contracts[edge.contract] for edge in calls]
    queues = {one.partition(":")[2] for edge in tells for one in edge.destinations if one.startswith("queue:")}
    return {
        "name": party.package.replace("_", "-"), "label": party.name, "package": party.package,
        "title": _title(party.package), "kind": party.kind, "role": party.role, "owner": party.owner,
        "stands_in": party.stands_in, "http_port": HTTP_PORTS + number if "rest" in kinds else 0,
        "grpc_port": GRPC_PORTS + number if "grpc" in kinds else 0, "admin_port": ADMIN_PORTS + number,
        "handled": handled, "calls": _named(calls), "tells": _named(tells), "rejects": sorted(rejects, key=natural),
        "asks": sorted({one.name for one in asked}), "asks_by": sorted({one.pattern for one in asked}),
        "asks_by_grpc": sorted({one.owner for one in asked if one.pattern == "grpc"}, key=natural),
        "queues": sorted(queues | {one["queue"] for one in handled if one["queue"]}),
        # To read everything again has no effect on others.
        "may_replay": bool(topics.intersection(edge.contract for edge in to_me)) and not calls and not tells
        and party.role not in ("inventory", "fraud"),
        "patterns": sorted(kinds), "writes": sorted(written),
        "uses": sorted(kinds | written | {contracts[edge.contract].pattern for edge in calls}),
    }


def _title(package: str) -> str:
    """The name of a service as a class, without the word that all of them would have."""
    words = [word for word in package.split("_") if word and word != "service"]
    name = "".join(word[0].upper() + word[1:] for word in words)
    return name if name[:1].isalpha() else f"Service{name}"


def _handled(party: Party, contract: Contract, arriving: Sequence[Edge], following: Sequence[Edge],
             contracts: Mapping[str, Contract]) -> dict[str, Any]:
    calls = [edge for edge in following if contracts[edge.contract].pattern in CALLS]
    tells = [edge for edge in following if contracts[edge.contract].pattern not in CALLS]
    is_call = contract.pattern in CALLS
    queues = [one.partition(":")[2] for edge in arriving for one, receiver in zip(
        edge.destinations, edge.receivers, strict=False) if receiver == party.package and one.startswith("queue:")]
    return {
        "contract": contract.name, "pattern": contract.pattern, "queue": queues[0] if queues else "",
        "topic": contract.channel if contract.pattern == "event-streaming" else "",
        "calls": [edge.name for edge in calls], "tells": [edge.name for edge in tells],
        # With nothing of its own to write or tell it only asks others, and those remember the key.
        "passes_on": is_call and party.kind == "gateway" and len(calls) == 1 and not tells
        and (contracts[calls[0].contract].method in QUERIES) == contract.is_query,
        "timeout_ms": max((edge.timeout_ms for edge in arriving), default=0),
        "is_rejection": contract.is_rejection, "is_mine": contract.owner == party.package,
    }


def _named(edges: Iterable[Edge]) -> list[str]:
    return [edge.name for edge in sorted(edges, key=lambda one: natural(one.name))]
