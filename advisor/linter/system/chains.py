"""Checks for long synchronous call chains and circular synchronous dependencies."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from advisor.linter.context import LintContext, Verdict
from advisor.linter.system.components import strongly_connected_components
from advisor.linter.system.graph import CallGraph, SyncCall, build_edges, missing_mode_facts
from advisor.linter.system.landscape import get_system_model
from advisor.linter.system.rows import longest_chains
from advisor.linter.system.telling import (
    MissingFacts,
    call_line,
    deduplicate_questions,
    question_verdict,
    satisfied_service,
    service_subject,
)
from advisor.model.practice import Practice


def sync_chain(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields the longest synchronous call chain for each service called by an entry service.

    Placeholders: {first} (first service of the chain), {service} (its callee), {path}, {calls} and {limit} (the
    maximum number of calls).
    """
    return deduplicate_questions(_chains(context, practice.parameters["limit"]))


def sync_cycle(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields every group of services with circular calls, with its shortest cycle.

    Placeholders: {service}, {path} and {calls} (number of calls in the cycle).
    """
    system = get_system_model(context)
    graph = system.graph
    cyclic_services = {service for group in graph.cycles for service in group}
    for service, calls in enumerate(graph.outgoing if context.is_thorough else ()):
        if calls and service not in cyclic_services:
            yield satisfied_service(system, service, calls[0])
    if not graph.cycles:
        return
    certain = [call for service in cyclic_services for call in graph.outgoing[service] if call.blocking]
    edges = build_edges(len(graph.names), certain)
    certainly_cyclic = {service for group in strongly_connected_components(edges) for service in group
                        if len(group) > 1 or service in edges[service]}
    for group in graph.cycles:
        first = next((service for service in group if service in certainly_cyclic), None)
        cycle = _find_cycle(graph, group[0] if first is None else first, frozenset(group), certain=first is not None)
        missing = _first_missing(cycle)
        if missing is None:
            about = service_subject(system, cycle[0].sender, call_line(system, cycle[0]))
            path = [graph.names[call.sender] for call in cycle] + [graph.names[cycle[0].sender]]
            yield about.violated(path, {"calls": float(len(cycle))})
        else:
            yield question_verdict(system, missing)


def _chains(context: LintContext, limit: float) -> Iterator[Verdict]:
    system = get_system_model(context)
    graph = system.graph
    for service, chain, is_certain in longest_chains(graph, _waits, _may_wait, limit, is_thorough=context.is_thorough):
        missing = _first_missing(chain.calls)
        if is_certain:
            about = service_subject(system, service, call_line(system, chain.calls[0]))
            path = [graph.names[number] for number in chain.services]
            yield about.violated(path, {"calls": float(len(chain.calls)), "limit": limit})
        elif missing is not None and len(chain.calls) > limit:
            yield question_verdict(system, missing)
        else:
            yield satisfied_service(system, service, chain.calls[0])


def _waits(call: SyncCall) -> bool:
    return call.blocking is True


def _may_wait(call: SyncCall) -> bool:
    return True


def _first_missing(calls: list[SyncCall]) -> MissingFacts | None:
    return next(
        (MissingFacts(call.id, missing_mode_facts(call.facts)) for call in calls if call.blocking is None), None
    )


def _find_cycle(graph: CallGraph, start: int, group: frozenset[int], *, certain: bool) -> list[SyncCall]:
    """Returns the shortest cycle of calls from a service back to itself, within its group."""
    incoming: dict[int, SyncCall] = {}
    queue = deque([start])
    while start not in incoming:
        for call in graph.outgoing[queue.popleft()]:
            if call.blocking or not certain:
                for receiver in call.receivers:
                    if receiver in group and receiver not in incoming:
                        incoming[receiver] = call
                        queue.append(receiver)
    cycle = [incoming[start]]
    while cycle[-1].sender != start:
        cycle.append(incoming[cycle[-1].sender])
    return cycle[::-1]
