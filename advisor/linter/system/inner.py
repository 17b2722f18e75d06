"""Longest nested call: the wait that the callee of a call may have for its own calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.linter.system.flows import Timed
from advisor.linter.system.graph import Call
from advisor.linter.system.landscape import Landscape
from advisor.linter.system.service_times import worst_of
from advisor.linter.system.telling import Missing
from advisor.linter.system.times import Time, longest, perhaps
from advisor.source.frozen import NamedTuple


class Place(NamedTuple):
    """A step of a flow, by index."""

    timed: Timed
    step: int


class Inner(NamedTuple):
    """The longest wait among nested calls."""

    need: Time
    least: str  # id of the call with the longest certain wait
    most: str  # id of the call with the longest possible wait
    source: Call | Place  # the call of `most`


class InnerNeeds:
    """Finds nested calls from the steps of flows if they cover the callee, else from all its calls."""

    def __init__(self, system: Landscape) -> None:
        self._system = system
        self._steps = steps_by_id(system)
        self._senders = {timed.flow.id: {step.interaction.sender for step in timed.steps} for timed in system.flows}
        self._of_service: dict[int, Inner | None] = {}

    def of(self, call: Call) -> Inner | None:
        """Returns the longest wait within a call, or None without nested calls."""
        steps = self._steps.get(call.id)
        if steps and any(self._covers_callees(call, position.timed) for position in steps):
            return _max_wait(_nested_step(Place(timed, child)) for timed, step in steps
                             for child in timed.children[step] if timed.steps[child].blocking is not False)
        return _max_wait(filter(None, map(self._in_service, call.ahead)))

    def missing(self, inner: Inner) -> Missing | None:
        """Returns the missing facts of the longest nested call."""
        from advisor.linter.system.missing import missing_of_call, missing_of_step

        if isinstance(inner.source, Call):
            return missing_of_call(self._system, inner.source)
        return missing_of_step(self._system, *inner.source)

    def _covers_callees(self, call: Call, timed: Timed) -> bool:
        """Returns whether a flow contains calls of a call's receivers, blocking or not."""
        senders, names = self._senders[timed.flow.id], self._system.graph.names
        return any(names[receiver] in senders for receiver in call.receivers)

    def _in_service(self, service: int) -> Inner | None:
        if service not in self._of_service:
            self._of_service[service] = _max_wait(self._calls_of(service))
        return self._of_service[service]

    def _calls_of(self, service: int) -> Iterator[Inner]:
        for call in self._system.graph.out[service]:
            if call.ahead:
                time = worst_of(call, self._system.times)
                yield Inner(time if call.blocking else perhaps(time), call.id, call.id, call)


def steps_by_id(system: Landscape) -> dict[str, list[Place]]:
    """Returns the flow steps of each interaction."""
    by_id: dict[str, list[Place]] = {}
    for timed in system.flows:
        for index, step in enumerate(timed.steps):
            by_id.setdefault(step.interaction.id, []).append(Place(timed, index))
    return by_id


def _nested_step(position: Place) -> Inner:
    step, time = position.timed.steps[position.step], position.timed.worst[position.step]
    return Inner(time if step.blocking else perhaps(time), step.interaction.id, step.interaction.id, position)


def _max_wait(nested: Iterable[Inner]) -> Inner | None:
    inners = list(nested)
    if len(inners) < 2:
        return inners[0] if inners else None
    least = max(inners, key=lambda inner: inner.need.least)
    most = max(inners, key=lambda inner: (inner.need.most, inner.need.least))
    return Inner(longest([inner.need for inner in inners]), least.least, most.most, most.source)
