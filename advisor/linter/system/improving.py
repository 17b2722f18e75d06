"""Ranks the calls that would benefit from being asynchronous."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.linter.system.gains import AsyncBenefit
from advisor.linter.system.graph import SyncCall
from advisor.linter.system.landscape import SystemModel, get_system_model
from advisor.model.finding import AsyncImprovement

MAX_CALLS = 200  # those with the largest estimated gain first
BECAUSE = {
    False: "Its caller does not need the answer.",
    True: "Its caller needs the answer and would have to be redesigned.",
    None: "Nothing says whether its caller needs the answer (`needs_response`).",
}


def improvements(context: LintContext, verdicts: Iterable[Verdict] | None = None) -> tuple[AsyncImprovement, ...]:
    """Returns the benefit of making single calls asynchronous: feasible ones first, then by gain.

    Args:
        verdicts: of system checks; the violated ones name the services and calls to consider. If omitted, all calls
            are considered.
    """
    system = get_system_model(context)
    gains = AsyncBenefit(system)
    named = system.graph.calls.values() if verdicts is None else _named_calls(system, verdicts)
    blocking = [call for call in named if call.blocking]
    selected = sorted(blocking, key=lambda call: (*(-part for part in gains.estimate(call)), call.number))[:MAX_CALLS]
    candidates = [_improvement(gains, call) for call in selected]
    return _ranked([improvement for improvement in candidates if _has_gain(improvement)])


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


def _improvement(gains: AsyncBenefit, call: SyncCall) -> AsyncImprovement:
    needed = call.facts.get("needs_response")
    return AsyncImprovement(call.id, needed is False, BECAUSE[needed], gains.availability(call), gains.worst_ms(call),
                       gains.amplification(call))


def _has_gain(improvement: AsyncImprovement) -> bool:
    return bool(improvement.availability_gain or improvement.worst_ms_gain or (improvement.amplification_gain or 1) > 1)


def _ranked(candidates: Sequence[AsyncImprovement]) -> tuple[AsyncImprovement, ...]:
    """Orders improvements by the sum of their ranks for each kind of gain."""
    ranks = [_ranks([improvement.availability_gain or 0 for improvement in candidates]),
             _ranks([improvement.worst_ms_gain or 0 for improvement in candidates]),
             _ranks([improvement.amplification_gain or 1 for improvement in candidates])]
    order = sorted(range(len(candidates)), key=lambda number: (not candidates[number].proposed,
                                                               sum(rank[number] for rank in ranks), number))
    return tuple(candidates[number] for number in order)


def _ranks(amounts: Sequence[float]) -> list[int]:
    rank = {amount: number for number, amount in enumerate(sorted(set(amounts), reverse=True))}
    return [rank[amount] for amount in amounts]
