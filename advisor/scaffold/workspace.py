"""Builds the subject of a workspace from an architecture: services, contracts, causality."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from pathlib import PurePath
from typing import Any

from advisor.model.architecture import Architecture
from advisor.scaffold.causality import Causality, Node, derive_causality
from advisor.scaffold.contracts import ServiceContract, WorkspaceEdge, derive_contracts
from advisor.scaffold.names import package_name, plain_text, project_name
from advisor.scaffold.order_example import assign_order_parts
from advisor.scaffold.participants import CALLS, MAX_NAME, Participant, PatternChoice, derive_links, derive_participants
from advisor.scaffold.payloads import choose_vocabulary, message_fields
from advisor.scaffold.project import ProjectSpec
from advisor.scaffold.wiring import describe_service, natural_sort_key

RECIPE, TECHNOLOGY = "workspace", "local"
SUPPORTED_TECHNOLOGIES = ("http", "grpc", "rabbitmq", "kafka", "amqp", "")  # technologies that a workspace supports


def workspace_spec(architecture: Architecture, chosen: Sequence[PatternChoice], name: str, source: str,
                   left_out: Sequence[str] = ()) -> ProjectSpec:
    """Returns the subject of a workspace.

    Args:
        chosen: the interactions with their patterns.
        name: of the project; derived from the architecture if empty.
        source: file of the architecture.
        left_out: a note for each interaction without a pattern.
    """
    links, notes = derive_links(architecture, chosen)
    parties = derive_participants(architecture, links)
    contracts, edges = derive_contracts(links, parties)
    packages = {party.package: party for party in parties.values()}
    causality = derive_causality(edges, contracts)
    project = project_name(name or architecture.name or PurePath(source).stem, "workspace")
    vocabulary = choose_vocabulary(party.role for party in parties.values())
    calls = {contract.name for contract in contracts.values() if contract.pattern in CALLS}
    services = [party for party in parties.values() if not party.is_client]
    service_data = [
        describe_service(number, party, edges, contracts, causality) for number, party in enumerate(services)
    ]
    text = chosen[0].interaction.source.text if chosen else ""
    package = package_name(project, "workspace")[:MAX_NAME].strip("_")
    return ProjectSpec(
        RECIPE, project, package, plain_text(architecture.name or project), TECHNOLOGY,
        {"id": "", "operation": "", "caller": "", "callees": []}, vocabulary, "", {}, text,
        tuple([*left_out, *notes] + [note for choice in chosen for note in _notes(choice)]),
        assign_order_parts(service_data, contracts, {edge.name: edge.contract for edge in edges}, vocabulary),
        tuple(_interaction(number, choice, edges, packages, causality, calls)
              for number, choice in enumerate(chosen, 1)),
        safe_file_name(source),
        tuple(_contract(contracts[key], edges, vocabulary) for key in sorted(contracts, key=natural_sort_key)))


def safe_file_name(source: str) -> str:
    """Returns a safe file name for the copy of the architecture."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", PurePath(source).name).strip(".-")
    return name if "." in name else f"{name or 'architecture'}.yaml"


def _contract(contract: ServiceContract, edges: Sequence[WorkspaceEdge], vocabulary: str) -> dict[str, Any]:
    destinations = {name for edge in edges if edge.contract == contract.name for name in edge.destinations}
    return {**contract._asdict(), "places": list(contract.places), "is_query": contract.is_query,
            "is_call": contract.pattern in CALLS, "fields": message_fields(contract, vocabulary),
            "destinations": sorted(destinations) or [f"topic:{contract.channel}"]}


def _interaction(number: int, choice: PatternChoice, edges: Sequence[WorkspaceEdge],
                 packages: Mapping[str, Participant], causality: Causality, calls: Set[str]) -> dict[str, Any]:
    by_name = {edge.name: edge for edge in edges}
    interaction = choice.interaction
    own_edges = [edge for edge in edges if edge.id == interaction.id]
    stem = "-".join(package_name(interaction.id, "interaction").split("_"))
    return {
        "id": interaction.id, "operation": interaction.operation, "caller": interaction.sender,
        "callees": list(interaction.receivers), "pattern": choice.pattern, "technology": interaction.technology or "",
        "record": f"{number:04d}-{stem}", "decision": choice.decision, "reasons": list(choice.reasons),
        "is_declared": interaction.declared is not None,
        "edges": [{**_plain(edge), "is_entry": edge.name in causality.entries,
                   "from_client": packages[edge.sender].is_client,
                   "reaches": [_node(node) for node in causality.reachable_nodes(edge, by_name)],
                   "asides": _asides(edge, by_name, causality, calls)} for edge in own_edges],
    }


def _asides(
    edge: WorkspaceEdge, by_name: Mapping[str, WorkspaceEdge], causality: Causality, calls: Set[str]
) -> list[list[str]]:
    """Returns the nodes reached asynchronously that trigger nothing else, so that they may be offline."""
    reached = causality.reachable_nodes(edge, by_name)
    needed = {edge.sender} | {package for package, name in reached
                              if name in calls or causality.follow_ups.get((package, name))}
    return [_node(node) for node in reached if node[0] not in needed]


def _notes(choice: PatternChoice) -> list[str]:
    interaction, notes = choice.interaction, []
    technology = (interaction.technology or "").lower()
    if technology not in SUPPORTED_TECHNOLOGIES:
        runs_on = {"message-queue": "RabbitMQ", "event-streaming": "Kafka"}.get(choice.pattern, choice.pattern)
        notes.append(f"{interaction.id}: {technology} is declared; this workspace speaks {runs_on}. "
                     "`advisor scaffold FILE --interaction ID` may have another adapter.")
    streaming = interaction.needs.get("streaming")
    if streaming and streaming.value not in (None, "none"):
        notes.append(f"{interaction.id}: it is to stream ({streaming.value}); here it begins as single calls.")
    return notes


def _node(node: Node) -> list[str]:
    return list(node)


def _plain(edge: WorkspaceEdge) -> dict[str, Any]:
    return {**edge._asdict(), "receivers": list(edge.receivers), "destinations": list(edge.destinations)}
