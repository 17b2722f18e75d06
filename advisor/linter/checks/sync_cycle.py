"""Check `sync-cycle`: services that call one another in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.analysis.cycles import shortest_cycles
from advisor.analysis.open_facts import missing_mode
from advisor.linter.check_registry import check
from advisor.linter.context import LintContext, Verdict
from advisor.linter.verdicts import call_line, call_places, question_verdict, satisfied_service, service_subject
from advisor.model.practice import Practice


@check("sync-cycle", is_about_system=True)
def sync_cycle(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields every group of services with circular calls, with its shortest cycle.

    Placeholders: {service}, {path} and {calls} (number of calls in the cycle).
    """
    system = context.system
    graph = system.graph
    cyclic_services = {service for group in graph.cycles for service in group}
    for service, calls in enumerate(graph.outgoing if context.is_thorough else ()):
        if calls and service not in cyclic_services:
            yield satisfied_service(system, service, calls[0])
    for cycle in shortest_cycles(graph):
        missing = missing_mode(cycle)
        if missing is None:
            about = service_subject(system, cycle[0].sender, call_line(system, cycle[0]))
            path = [graph.names[call.sender] for call in cycle] + [graph.names[cycle[0].sender]]
            yield about.violated(path, {"calls": float(len(cycle))}, related=call_places(system, cycle[1:]))
        else:
            yield question_verdict(system, missing)
