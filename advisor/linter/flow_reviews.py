"""Reviews flows hop by hop, declared or derived from entry calls."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from advisor.analysis.availability import HardDependencies, flow_hard_dependencies, hard_dependencies
from advisor.analysis.flows import TimedFlow
from advisor.analysis.graph import CallGraph, SyncCall
from advisor.analysis.system_model import SystemModel
from advisor.analysis.times import Time
from advisor.linter.context import LintContext
from advisor.model.finding import FlowHop, FlowReview

MAX_FLOWS = 50  # derived flows; those with a budget first, then the slowest
MAX_HOPS = 200  # listed per derived flow; its sums include all


def flow_reviews(context: LintContext) -> tuple[FlowReview, ...]:
    """Returns the declared flows, or if there are none, one derived flow per entry call."""
    system = context.system
    if system.flows:
        return tuple(_declared(system, timed) for timed in system.flows)
    entry_calls = _entry_calls(system.graph)
    entry_calls.sort(
        key=lambda call: ("latency_budget_ms" not in call.facts, -_sort_time(system.times.worst_time(call)),
                          call.number)
    )
    selected = sorted(entry_calls[:MAX_FLOWS], key=lambda call: call.number)
    return tuple(_derived(system, call) for call in selected)


def _entry_calls(graph: CallGraph) -> list[SyncCall]:
    """Returns the blocking calls of services without incoming calls."""
    return [call
            for call in graph.calls.values()
            if call.blocking and call.acyclic_receivers and not graph.incoming[call.sender]]


def _declared(system: SystemModel, timed: TimedFlow) -> FlowReview:
    flow = timed.flow
    return FlowReview(flow.id, True, tuple(_hops(timed)), flow.latency_budget_ms, _displayed(timed.typical[-1]),
                      _displayed(timed.worst[-1]), flow.availability,
                      _max_availability(system, flow_hard_dependencies(system, timed)))


def _hops(timed: TimedFlow) -> Iterator[FlowHop]:
    """Yields the steps of a declared flow, each followed by those within it."""
    stack = [(index, 0) for index in reversed(timed.children[-1])]
    while stack:
        index, depth = stack.pop()
        step = timed.steps[index]
        times = (timed.typical[index], timed.worst[index]) if step.blocking else (None, None)
        yield FlowHop(step.interaction.id, depth, step.starts_branch, bool(step.blocking), *map(_displayed, times))
        stack.extend((child, depth + 1) for child in reversed(timed.children[index]))


def _derived(system: SystemModel, first: SyncCall) -> FlowReview:
    """Returns a call with its downstream calls; the calls of one service are sequential."""
    typical, worst = system.times.typical_time(first), system.times.worst_time(first)
    needed = hard_dependencies(system, [first], 0, {first.sender})
    return FlowReview(first.id, False, tuple(_calls_below(system, first)), first.facts.get("latency_budget_ms"),
                      _displayed(typical), _displayed(worst), None, _max_availability(system, needed))


def _calls_below(system: SystemModel, first: SyncCall) -> Iterator[FlowHop]:
    """Yields a call and its downstream calls, each once, up to MAX_HOPS."""
    stack, seen = [(first, 0)], {first.id}
    count = 0
    while stack and count < MAX_HOPS:
        call, depth = stack.pop()
        count += 1
        times = (system.times.typical_time(call), system.times.worst_time(call)) if call.blocking else (None, None)
        yield FlowHop(call.id, depth, False, bool(call.blocking), *map(_displayed, times))
        below: list[SyncCall] = []
        for receiver in call.acyclic_receivers if call.blocking else ():
            for inner in system.graph.outgoing[receiver]:
                if inner.acyclic_receivers and inner.id not in seen:
                    seen.add(inner.id)
                    below.append(inner)
        stack.extend((inner, depth + 1) for inner in reversed(below))


def _max_availability(system: SystemModel, needed: HardDependencies) -> float | None:
    """Returns the upper bound of a flow's availability, or None if no dependency states one."""
    services = system.architecture.services
    is_stated = any(name in services and services[name].availability is not None for name in needed.services)
    return needed.availability if is_stated else None


def _displayed(time: Time | None) -> float | None:
    return float(time.displayed) if time is not None and isfinite(time.displayed) else None


def _sort_time(time: Time) -> float:
    return time.displayed if isfinite(time.displayed) else 0
