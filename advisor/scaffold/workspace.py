"""A whole architecture as the subject of one workspace: its services, what they agree on, and what leads to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import PurePath
from typing import Any

from advisor.model.architecture import Architecture
from advisor.scaffold.contracts import QUERIES, Contract, Edge, agreed
from advisor.scaffold.messages import fields_of, vocabulary_of
from advisor.scaffold.names import package_name, plain_text, project_name
from advisor.scaffold.parties import CALLS, LONGEST, Chosen, Party, links_of, parties_of
from advisor.scaffold.passing import Node, Passing, passing
from advisor.scaffold.project import Subject
from advisor.scaffold.shop import with_parts

RECIPE, TECHNOLOGY = "workspace", "local"
HTTP_PORTS, GRPC_PORTS, ADMIN_PORTS = 8000, 50100, 9100
USED = ("http", "grpc", "rabbitmq", "kafka", "amqp", "")  # what a workspace runs on


def workspace_subject(architecture: Architecture, chosen: Sequence[Chosen], name: str, source: str) -> Subject:
    """Returns the subject of a workspace.

    Args:
        chosen: every interaction with the pattern that it gets.
        name: of the project; from the architecture if it is empty.
        source: the file that it stands in.
    """
    links, notes = links_of(architecture, chosen)
    parties = parties_of(architecture, links)
    contracts, edges = agreed(links, parties)
    packages = {party.package: party for party in parties.values()}
    followed = passing(edges, contracts)
    project = project_name(name or architecture.name or PurePath(source).stem, "workspace")
    vocabulary = vocabulary_of(party.role for party in parties.values())
    calls = {contract.name for contract in contracts.values() if contract.pattern in CALLS}
    services = [party for party in parties.values() if not party.is_client]
    made = [_service(number, party, edges, contracts, followed) for number, party in enumerate(services)]
    text = chosen[0].interaction.source.text if chosen else ""
    return Subject(
        RECIPE, project, package_name(project, "workspace")[:LONGEST].strip("_"), plain_text(architecture.name or project), TECHNOLOGY,
        {"id": "", "operation": "", "caller": "", "callees": []}, vocabulary, "", {}, text,
        tuple(notes + [note for one in chosen for note in _notes(one)]),
        with_parts(made, contracts, {edge.name: edge.contract for edge in edges}, vocabulary),
        tuple(_interaction(number, one, edges, packages, followed, calls) for number, one in enumerate(chosen, 1)),
        file_name(source),
        tuple({**contract._asdict(), "places": list(contract.places), "is_query": contract.is_query,
               "is_call": contract.pattern in CALLS, "fields": fields_of(contract, vocabulary),
               "destinations": sorted({one for edge in edges if edge.contract == contract.name
                                       for one in edge.destinations}) or [f"topic:{contract.channel}"],
               "readers": sorted({one for edge in edges if edge.contract == contract.name for one in edge.receivers})}
              for contract in _by_name(contracts.values())))


def file_name(source: str) -> str:
    """Returns the name under which the architecture itself is kept."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", PurePath(source).name).strip(".-")
    return name if "." in name else f"{name or 'architecture'}.yaml"


def natural(name: str) -> list[Any]:
    """Returns by what names are sorted where numbers in them count as numbers, as import sorters do."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _service(number: int, party: Party, edges: Sequence[Edge], contracts: Mapping[str, Contract],
             followed: Passing) -> dict[str, Any]:
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


def _interaction(number: int, one: Chosen, edges: Sequence[Edge], packages: Mapping[str, Party],
                 followed: Passing, calls: Set[str]) -> dict[str, Any]:
    by_name = {edge.name: edge for edge in edges}
    interaction = one.interaction
    mine = [edge for edge in edges if edge.id == interaction.id]
    stem = "-".join(package_name(interaction.id, "interaction").split("_"))
    return {
        "id": interaction.id, "operation": interaction.operation, "caller": interaction.sender,
        "callees": list(interaction.receivers), "pattern": one.pattern, "technology": interaction.technology or "",
        "record": f"{number:04d}-{stem}", "decision": one.decision, "reasons": list(one.reasons),
        "is_declared": interaction.declared is not None,
        "edges": [{**_plain(edge), "is_entry": edge.name in followed.entries,
                   "from_client": packages[edge.sender].is_client,
                   "reaches": [_node(node) for node in followed.reached(edge, by_name)],
                   "asides": _asides(edge, by_name, followed, calls)} for edge in mine],
    }


def _asides(edge: Edge, by_name: Mapping[str, Edge], followed: Passing, calls: Set[str]) -> list[list[str]]:
    """Returns who hears of an edge and need not be there while everything else happens, with what they hear."""
    reached = followed.reached(edge, by_name)
    needed = {edge.sender} | {package for package, name in reached
                              if name in calls or followed.follow_ups.get((package, name))}
    return [_node(node) for node in reached if node[0] not in needed]


def _notes(one: Chosen) -> list[str]:
    interaction, notes = one.interaction, []
    technology = (interaction.technology or "").lower()
    if technology not in USED:
        runs_on = {"message-queue": "RabbitMQ", "event-streaming": "Kafka"}.get(one.pattern, one.pattern)
        notes.append(f"{interaction.id}: {technology} is declared; this workspace speaks {runs_on}. "
                     "`advisor scaffold FILE --interaction ID` may have another adapter.")
    streaming = interaction.needs.get("streaming")
    if streaming and streaming.value not in (None, "none"):
        notes.append(f"{interaction.id}: it is to stream ({streaming.value}); here it begins as single calls.")
    return notes


def _node(node: Node) -> list[str]:
    return list(node)


def _named(edges: Iterable[Edge]) -> list[str]:
    return [edge.name for edge in sorted(edges, key=lambda one: natural(one.name))]


def _by_name(contracts: Iterable[Contract]) -> list[Contract]:
    return sorted(contracts, key=lambda one: natural(one.name))


def _plain(edge: Edge) -> dict[str, Any]:
    return {**edge._asdict(), "receivers": list(edge.receivers), "destinations": list(edge.destinations)}
