"""Graph of all calls whose caller waits, or may wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.analysis.components import strongly_connected_components
from advisor.model.architecture import Architecture
from advisor.model.interaction import Facts


class SyncCall(NamedTuple):
    """An interaction whose caller waits or may wait; services are referred to by number."""

    number: int  # index into the interactions of the architecture
    id: str
    sender: int
    receivers: tuple[int, ...]
    acyclic_receivers: tuple[int, ...]  # receivers outside the sender's cycle
    blocking: bool | None  # None if unknown whether the caller waits
    facts: Facts


class CallGraph(NamedTuple):
    """Calls by sender and receiver. Calls of unknown mode count as edges of a cycle."""

    names: list[str]
    indexes: dict[str, int]
    calls: dict[str, SyncCall]  # by id, in the order of the documents
    outgoing: list[list[SyncCall]]  # by sender
    incoming: list[list[SyncCall]]  # by receiver, calls of cycles included
    order: list[int]  # all services, callees before their callers
    cycles: list[list[int]]  # services that call one another, or themselves


def build_call_graph(architecture: Architecture, facts: Mapping[str, Facts], modes: Mapping[str, str]) -> CallGraph:
    """Builds the call graph of an architecture.

    Args:
        facts: of each interaction, by its id.
        modes: `sync` or `async`, by pattern.
    """
    numbers: dict[str, int] = {name: number for number, name in enumerate(architecture.services)}
    calls: list[SyncCall] = []
    for position, interaction in enumerate(architecture.interactions):
        blocking = is_blocking(facts[interaction.id], modes)
        if blocking is False:
            continue
        sender = numbers.setdefault(interaction.sender, len(numbers))
        receivers = tuple(dict.fromkeys([numbers.setdefault(name, len(numbers)) for name in interaction.receivers]))
        calls.append(SyncCall(position, interaction.id, sender, receivers, receivers, blocking, facts[interaction.id]))
    return _build(list(numbers), numbers, calls)


def is_blocking(facts: Facts, modes: Mapping[str, str]) -> bool | None:
    """Returns whether the caller waits: the pattern is synchronous or the response is needed.

    None if no pattern is stated: a caller may wait for a response that it does not need.
    """
    mode = modes.get(facts.get("pattern", ""))
    if mode == "sync" or facts.get("needs_response") is True:
        return True
    return None if mode is None else False


def missing_mode_facts(facts: Facts) -> tuple[str, ...]:
    """Returns the fact to ask for if it is unknown whether the caller waits."""
    return ("pattern",) if "needs_response" in facts else ("needs_response",)


def build_edges(size: int, calls: list[SyncCall]) -> list[list[int]]:
    """Returns the distinct callees of each service."""
    callees: list[dict[int, None]] = [{} for _ in range(size)]
    for call in calls:
        callees[call.sender].update(dict.fromkeys(call.receivers))
    return [list(receivers) for receivers in callees]


def _build(names: list[str], numbers: dict[str, int], calls: list[SyncCall]) -> CallGraph:
    edges = build_edges(len(names), calls)
    groups = strongly_connected_components(edges)
    group_of = [0] * len(names)
    for number, group in enumerate(groups):
        for service in group:
            group_of[service] = number
    circles = [sorted(group) for group in groups if len(group) > 1 or group[0] in edges[group[0]]]
    out: list[list[SyncCall]] = [[] for _ in names]
    into: list[list[SyncCall]] = [[] for _ in names]
    by_id: dict[str, SyncCall] = {}
    for call in calls:
        if circles:
            ahead = tuple(receiver for receiver in call.receivers if group_of[receiver] != group_of[call.sender])
            if len(ahead) != len(call.receivers):
                call = call._replace(acyclic_receivers=ahead)
        by_id[call.id] = call
        out[call.sender].append(call)
        for receiver in call.receivers:
            into[receiver].append(call)
    order = [service for group in groups for service in group]
    return CallGraph(names, numbers, by_id, out, into, order, sorted(circles))
