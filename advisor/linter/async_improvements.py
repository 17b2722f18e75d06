"""Calls to make asynchronous first, with the reason and the gain of each."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.analysis.async_candidates import AsyncCandidate, async_candidates
from advisor.analysis.graph import SyncCall
from advisor.analysis.system_model import SystemModel
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.model.finding import AsyncImprovement

BECAUSE = {False: "Its caller does not need the answer.",
           True: "Its caller needs the answer and would have to be redesigned.",
           None: "Nothing says whether its caller needs the answer (`needs_response`)."}


def async_improvements(context: LintContext, verdicts: Iterable[Verdict] | None = None) -> tuple[AsyncImprovement, ...]:
    """Returns the benefit of making single calls asynchronous: feasible ones first, then by gain.

    Args:
        verdicts: of system checks; the violated ones name the services and calls to consider. If omitted, all calls
            are considered.
    """
    system = context.system
    calls = system.graph.calls.values() if verdicts is None else _named_calls(system, verdicts)
    return tuple(map(_improvement, async_candidates(system, calls)))


def _named_calls(system: SystemModel, verdicts: Iterable[Verdict]) -> list[SyncCall]:
    """Returns the calls that violated verdicts refer to, each once."""
    graph = system.graph
    of_flow = {timed.flow.id: [step.interaction.id for step in timed.steps] for timed in system.flows}
    names: dict[str, None] = {}
    for verdict in verdicts:
        if verdict.outcome != VIOLATED:
            continue
        ids = of_flow.get(verdict.subject, ()) if not verdict.interaction else (verdict.interaction, *verdict.path)
        names.update(dict.fromkeys(ids))
        services = {graph.indexes[name] for name in verdict.path if name in graph.indexes}
        for service in services if not verdict.interaction else ():
            names.update((call.id, None) for call in graph.outgoing[service] if not services.isdisjoint(call.receivers))
    return [graph.calls[name] for name in names if name in graph.calls]


def _improvement(candidate: AsyncCandidate) -> AsyncImprovement:
    needed = candidate.needs_response
    return AsyncImprovement(candidate.call.id, needed is False, BECAUSE[needed], candidate.availability_gain,
                            candidate.worst_ms_gain, candidate.amplification_gain)
