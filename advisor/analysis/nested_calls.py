"""Longest nested call: the wait that the callee of a call may have for its own calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.analysis.flows import TimedFlow
from advisor.analysis.graph import SyncCall
from advisor.analysis.open_facts import MissingFacts, missing_call_facts, missing_step_facts
from advisor.analysis.system_model import SystemModel
from advisor.analysis.times import Time, longest_parallel, optional_time


class StepPosition(NamedTuple):
    """A step of a flow, by index."""

    timed: TimedFlow
    step: int


class NestedCall(NamedTuple):
    """The longest wait among nested calls."""

    wait: Time
    least: str  # id of the call with the longest certain wait
    most: str  # id of the call with the longest possible wait
    source: SyncCall | StepPosition  # the call of `most`


class NestedCalls:
    """Finds nested calls from the steps of flows if they cover the callee, else from all its calls."""

    def __init__(self, system: SystemModel) -> None:
        self._system = system
        self._steps = steps_by_id(system)
        self._senders = {timed.flow.id: {step.interaction.sender for step in timed.steps} for timed in system.flows}
        self._of_service: dict[int, NestedCall | None] = {}

    def longest_in(self, call: SyncCall) -> NestedCall | None:
        """Returns the longest wait within a call, or None without nested calls."""
        steps = self._steps.get(call.id)
        if steps and any(self._covers_callees(call, position.timed) for position in steps):
            return _max_wait(_nested_step(StepPosition(timed, child)) for timed, step in steps
                             for child in timed.children[step] if timed.steps[child].blocking is not False)
        return _max_wait(filter(None, map(self._in_service, call.acyclic_receivers)))

    def missing(self, inner: NestedCall) -> MissingFacts | None:
        """Returns the missing facts of the longest nested call."""
        if isinstance(inner.source, SyncCall):
            return missing_call_facts(self._system, inner.source)
        return missing_step_facts(self._system, *inner.source)

    def _covers_callees(self, call: SyncCall, timed: TimedFlow) -> bool:
        """Returns whether a flow contains calls of a call's receivers, blocking or not."""
        senders, names = self._senders[timed.flow.id], self._system.graph.names
        return any(names[receiver] in senders for receiver in call.receivers)

    def _in_service(self, service: int) -> NestedCall | None:
        if service not in self._of_service:
            self._of_service[service] = _max_wait(self._calls_of(service))
        return self._of_service[service]

    def _calls_of(self, service: int) -> Iterator[NestedCall]:
        for call in self._system.graph.outgoing[service]:
            if call.acyclic_receivers:
                time = self._system.times.worst_time(call)
                yield NestedCall(time if call.blocking else optional_time(time), call.id, call.id, call)


def steps_by_id(system: SystemModel) -> dict[str, list[StepPosition]]:
    """Returns the flow steps of each interaction."""
    by_id: dict[str, list[StepPosition]] = {}
    for timed in system.flows:
        for index, step in enumerate(timed.steps):
            by_id.setdefault(step.interaction.id, []).append(StepPosition(timed, index))
    return by_id


def _nested_step(position: StepPosition) -> NestedCall:
    step, time = position.timed.steps[position.step], position.timed.worst[position.step]
    return NestedCall(
        time if step.blocking else optional_time(time), step.interaction.id, step.interaction.id, position
    )


def _max_wait(nested: Iterable[NestedCall]) -> NestedCall | None:
    inners = list(nested)
    if len(inners) < 2:
        return inners[0] if inners else None
    least = max(inners, key=lambda inner: inner.wait.least)
    most = max(inners, key=lambda inner: (inner.wait.most, inner.wait.least))
    return NestedCall(longest_parallel([inner.wait for inner in inners]), least.least, most.most, most.source)
