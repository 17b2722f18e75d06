"""Hard dependencies of calls and flows, and the product of their availabilities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.analysis.flows import TimedFlow
from advisor.analysis.graph import SyncCall, missing_mode_facts
from advisor.analysis.open_facts import MissingFacts
from advisor.analysis.system_model import SystemModel
from advisor.model.interaction import Facts

MAX_SERVICES = 2000  # dependencies visited per target; beyond, the result is incomplete
MAX_AFTER_MISS = 50  # further services visited once the target is missed


class HardDependencies(NamedTuple):
    """Hard dependencies in the order of traversal, and their combined availability."""

    services: list[str]
    availability: float  # upper bound: a service without availability counts as 1
    missing: MissingFacts | None  # the first missing facts that may lower it
    is_complete: bool  # False if there are too many to visit


def is_hard_dependency(blocking: bool | None, facts: Facts) -> bool | None:
    """Returns whether the callee is a hard dependency: the caller waits, needs the response and has no fallback.

    None if the document does not say.
    """
    fallback = facts.get("fallback")
    if blocking is False or fallback not in (None, "none"):
        return False
    if blocking and (fallback == "none" or facts.get("needs_response") is True):
        return True
    return None


def hard_dependencies(system: SystemModel, calls: Iterable[SyncCall], target: float, seen: set[int], *,
                      possible: bool = False) -> HardDependencies:
    """Returns the transitive hard dependencies of calls, each counted once; services in `seen` are left out.

    Args:
        target: below it, only MAX_AFTER_MISS more services are visited.
        possible: whether possible dependencies count as well.
    """
    graph, queue, collector = system.graph, list(calls), _DependencyCollector(system)
    index = after_miss = 0
    while index < len(queue) and len(collector.services) < MAX_SERVICES and after_miss < MAX_AFTER_MISS:
        call = queue[index]
        index += 1
        needed = is_hard_dependency(call.blocking, call.facts)
        if needed is False or (needed is None and not possible):
            continue
        for receiver in call.receivers:
            if receiver not in seen:
                seen.add(receiver)
                after_miss += is_below(collector.availability, target)
                collector.add(graph.names[receiver])
                queue.extend(graph.outgoing[receiver])
        if needed is None:
            collector.ask(call.id, call.blocking, call.facts)
    return collector.needed(is_whole=index == len(queue))


def flow_hard_dependencies(system: SystemModel, timed: TimedFlow, *, possible: bool = False) -> HardDependencies:
    """Returns the hard dependencies of a declared flow: receivers of steps whose failure reaches the flow."""
    collector, propagates = _DependencyCollector(system), [False] * len(timed.steps) + [True]
    for index, step in enumerate(timed.steps):
        needed = is_hard_dependency(step.blocking, step.facts) if propagates[step.parent] else False
        propagates[index] = bool(needed) or (needed is None and possible)
        if propagates[index]:
            for name in step.interaction.receivers:
                collector.add(name)
            if needed is None:
                collector.ask(step.interaction.id, step.blocking, step.facts)
    return collector.needed(is_whole=True)


def is_below(share: float, target: float) -> bool:
    """Returns whether a product is below a target by more than the rounding error."""
    return share < target * (1 - 1e-12)


class _DependencyCollector:
    def __init__(self, system: SystemModel) -> None:
        self.services: dict[str, None] = {}
        self.availability = 1.0
        self._known = system.architecture.services
        self._unknown_call: MissingFacts | None = None
        self._unknown_service: MissingFacts | None = None

    def add(self, name: str) -> None:
        if name in self.services:
            return
        self.services[name] = None
        known = self._known.get(name)
        if known is not None and known.availability is not None:
            self.availability *= known.availability
        else:
            self._unknown_service = self._unknown_service or MissingFacts(name, ("availability",), is_call=False)

    def ask(self, name: str, blocking: bool | None, facts: Facts) -> None:
        if self._unknown_call is None:
            self._unknown_call = MissingFacts(name, missing_mode_facts(facts) if blocking is None else ("fallback",))

    def needed(self, *, is_whole: bool) -> HardDependencies:
        return HardDependencies(
            list(self.services), self.availability, self._unknown_call or self._unknown_service, is_whole
        )
