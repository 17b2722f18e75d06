"""What the callee of a call needs for the longest of the calls that it makes in its turn."""

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
    """A step of a flow."""

    timed: Timed
    step: int


class Inner(NamedTuple):
    """The largest need among inner calls."""

    need: Time
    least: str  # id of the call that needs most for certain
    most: str  # id of the call that may need most
    source: Call | Place  # the same


class InnerNeeds:
    """Looks at the steps of flows where those say what a callee does, else at all that it calls."""

    def __init__(self, landscape: Landscape) -> None:
        self._landscape = landscape
        self._steps = steps_by_id(landscape)
        self._senders = {timed.flow.id: {step.interaction.sender for step in timed.steps} for timed in landscape.flows}
        self._of_service: dict[int, Inner | None] = {}

    def of(self, call: Call) -> Inner | None:
        """Returns the largest need within a call; None where nothing is called within it."""
        mentioned = self._steps.get(call.id)
        if mentioned and any(self._tells_of_callees(call, place.timed) for place in mentioned):
            return _largest(_of_place(Place(timed, child)) for timed, step in mentioned
                            for child in timed.children[step] if timed.steps[child].blocking is not False)
        return _largest(filter(None, map(self._in_service, call.ahead)))

    def missing(self, inner: Inner) -> Missing | None:
        """Returns what is open about it."""
        from advisor.linter.system.missing import missing_of_call, missing_of_step

        if isinstance(inner.source, Call):
            return missing_of_call(self._landscape, inner.source)
        return missing_of_step(self._landscape, *inner.source)

    def _tells_of_callees(self, call: Call, timed: Timed) -> bool:
        """Whether a flow says what the callees of a call do, be it waited for or not."""
        senders, names = self._senders[timed.flow.id], self._landscape.graph.names
        return any(names[receiver] in senders for receiver in call.receivers)

    def _in_service(self, service: int) -> Inner | None:
        if service not in self._of_service:
            self._of_service[service] = _largest(self._calls_of(service))
        return self._of_service[service]

    def _calls_of(self, service: int) -> Iterator[Inner]:
        for call in self._landscape.graph.out[service]:
            if call.ahead:
                time = worst_of(call, self._landscape.times)
                yield Inner(time if call.blocking else perhaps(time), call.id, call.id, call)


def steps_by_id(landscape: Landscape) -> dict[str, list[Place]]:
    """Returns where flows mention each interaction."""
    found: dict[str, list[Place]] = {}
    for timed in landscape.flows:
        for place, step in enumerate(timed.steps):
            found.setdefault(step.interaction.id, []).append(Place(timed, place))
    return found


def _of_place(place: Place) -> Inner:
    step, time = place.timed.steps[place.step], place.timed.worst[place.step]
    return Inner(time if step.blocking else perhaps(time), step.interaction.id, step.interaction.id, place)


def _largest(found: Iterable[Inner]) -> Inner | None:
    inners = list(found)
    if len(inners) < 2:
        return inners[0] if inners else None
    least = max(inners, key=lambda inner: inner.need.least)
    most = max(inners, key=lambda inner: (inner.need.most, inner.need.least))
    return Inner(longest([inner.need for inner in inners]), least.least, most.most, most.source)
