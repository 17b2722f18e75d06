"""Describes a service of a workspace as template data: handlers, calls, messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from advisor.scaffold.causality import Causality
from advisor.scaffold.contracts import QUERIES, ServiceContract, WorkspaceEdge
from advisor.scaffold.participants import CALLS, Participant

HTTP_PORTS, GRPC_PORTS, ADMIN_PORTS = 8000, 50100, 9100


def natural_sort_key(name: str) -> list[Any]:
    """Sort key for natural order: digits compare as numbers, as in import sorters."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def describe_service(number: int, party: Participant, edges: Sequence[WorkspaceEdge],
                     contracts: Mapping[str, ServiceContract], causality: Causality) -> dict[str, Any]:
    """Returns a service as template data: handled contracts, calls, published messages."""
    by_name = {edge.name: edge for edge in edges}
    outgoing = [edge for edge in edges if edge.sender == party.package]
    incoming = [edge for edge in edges if party.package in edge.receivers]
    handled = [_handled(party, contracts[name], [edge for edge in incoming if edge.contract == name],
                        [by_name[edge_name] for edge_name in causality.follow_ups.get((party.package, name), ())],
                        contracts)
               for name in sorted({edge.contract for edge in incoming}, key=natural_sort_key)]
    topics = {edge.contract for edge in (*outgoing, *incoming) if contracts[edge.contract].rejects}
    handled += [_handled(party, contracts[contracts[name].rejects], [], [], contracts)
                for name in sorted(topics, key=natural_sort_key)]
    calls = [edge for edge in outgoing if contracts[edge.contract].pattern in CALLS]
    messages = [edge for edge in outgoing if contracts[edge.contract].pattern not in CALLS]
    rejects = [contracts[entry["contract"]].rejects for entry in handled if contracts[entry["contract"]].rejects]
    patterns = {entry["pattern"] for entry in handled}
    published = {contracts[edge.contract].pattern for edge in messages} | ({"event-streaming"} if rejects else set())
    called = [contracts[edge.contract] for edge in calls]
    queues = {name.partition(":")[2] for edge in messages for name in edge.destinations if name.startswith("queue:")}
    return {
        "name": party.package.replace("_", "-"),
        "label": party.name,
        "package": party.package,
        "title": _title(party.package),
        "kind": party.kind,
        "role": party.role,
        "owner": party.owner,
        "stands_in": party.stands_in,
        "http_port": HTTP_PORTS + number if "rest" in patterns else 0,
        "grpc_port": GRPC_PORTS + number if "grpc" in patterns else 0,
        "admin_port": ADMIN_PORTS + number,
        "handled": handled,
        "calls": _sorted_names(calls),
        "tells": _sorted_names(messages),
        "rejects": sorted(rejects, key=natural_sort_key),
        "asks": sorted({contract.name for contract in called}),
        "asks_by": sorted({contract.pattern for contract in called}),
        "asks_by_grpc": sorted(
            {contract.owner for contract in called if contract.pattern == "grpc"}, key=natural_sort_key
        ),
        "queues": sorted(queues | {entry["queue"] for entry in handled if entry["queue"]}),
        # Replaying has no side effects on other services.
        "may_replay": bool(topics.intersection(edge.contract for edge in incoming))
        and not calls
        and not messages
        and party.role not in ("inventory", "fraud"),
        "patterns": sorted(patterns),
        "writes": sorted(published),
        "uses": sorted(patterns | published | {contracts[edge.contract].pattern for edge in calls}),
    }


def _title(package: str) -> str:
    """Returns the class name of a service, without the word `service`."""
    words = [word for word in package.split("_") if word and word != "service"]
    name = "".join(word[0].upper() + word[1:] for word in words)
    return name if name[:1].isalpha() else f"Service{name}"


def _handled(party: Participant, contract: ServiceContract, incoming: Sequence[WorkspaceEdge],
             follow_ups: Sequence[WorkspaceEdge], contracts: Mapping[str, ServiceContract]) -> dict[str, Any]:
    calls = [edge for edge in follow_ups if contracts[edge.contract].pattern in CALLS]
    messages = [edge for edge in follow_ups if contracts[edge.contract].pattern not in CALLS]
    is_call = contract.pattern in CALLS
    queues = [name.partition(":")[2] for edge in incoming for name, receiver in zip(
        edge.destinations, edge.receivers, strict=False) if receiver == party.package and name.startswith("queue:")]
    return {
        "contract": contract.name, "pattern": contract.pattern, "queue": queues[0] if queues else "",
        "topic": contract.channel if contract.pattern == "event-streaming" else "",
        "calls": [edge.name for edge in calls], "tells": [edge.name for edge in messages],
        # A pass-through keeps no idempotency keys: it has no effects of its own, and its callee stores the key.
        "passes_on": is_call and party.kind == "gateway" and len(calls) == 1 and not messages
        and (contracts[calls[0].contract].method in QUERIES) == contract.is_query,
        "timeout_ms": max((edge.timeout_ms for edge in incoming), default=0),
        "is_rejection": contract.is_rejection, "is_mine": contract.owner == party.package,
    }


def _sorted_names(edges: Iterable[WorkspaceEdge]) -> list[str]:
    return [edge.name for edge in sorted(edges, key=lambda edge: natural_sort_key(edge.name))]
