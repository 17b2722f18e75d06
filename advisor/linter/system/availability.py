"""Checks availability targets against the product of the availabilities of all hard dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.linter.places import first_line
from advisor.linter.system.flows import Timed
from advisor.linter.system.graph import Call, Facts, unstated
from advisor.linter.system.landscape import Landscape, landscape_of
from advisor.linter.system.telling import About, Missing, about_service, asks, each_once
from advisor.linter.whole import Verdict, Whole
from advisor.linter.wording import listed
from advisor.model.practice import Practice
from advisor.notation.quote import quoted, shown
from advisor.source.frozen import NamedTuple

MAX_SERVICES = 2000  # dependencies visited per target; beyond, the verdict is unknown
MAX_AFTER_MISS = 50  # further services visited once the target is missed


class Needed(NamedTuple):
    """Hard dependencies in the order of traversal, and their combined availability."""

    services: list[str]
    availability: float  # upper bound: a service without availability counts as 1
    open: Missing | None  # the first missing facts that may lower it
    is_whole: bool  # False if there are too many to visit


def availability_below_target(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each service and flow with a target, compared with its hard dependencies.

    Placeholders: {subject}, {services}, {availability}, {target} and {path}.
    """
    return each_once(_targets(context))


def _targets(context: Whole) -> Iterator[Verdict]:
    system = landscape_of(context)
    for timed in system.flows:
        target = timed.flow.availability
        if target is not None:
            about = About(timed.flow.id, "", first_line(timed.flow.span), {"subject": shown(timed.flow.id)})
            certain, possible = needed_by_flow(system, timed), needed_by_flow(system, timed, possible=True)
            yield _verdict(system, about, target, certain, possible, ())
    for service in context.architecture.services.values():
        start = system.graph.numbers[service.name]
        if service.availability is None or not system.graph.out[start]:
            continue
        about = about_service(system, start, first_line(service.span))
        certain = needed_by(system, system.graph.out[start], service.availability, {start})
        possible = certain if is_below(certain.availability, service.availability) else \
            needed_by(system, system.graph.out[start], service.availability, {start}, possible=True)
        yield _verdict(system, about, service.availability, certain, possible, (service.name,))


def must_be_up(blocking: bool | None, facts: Facts) -> bool | None:
    """Returns whether the callee is a hard dependency: the caller waits, needs the response and has no fallback.

    None if the document does not say.
    """
    fallback = facts.get("fallback")
    if blocking is False or fallback not in (None, "none"):
        return False
    if blocking and (fallback == "none" or facts.get("needs_response") is True):
        return True
    return None


def needed_by(system: Landscape, calls: Iterable[Call], target: float, seen: set[int], *,
              possible: bool = False) -> Needed:
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
        needed = must_be_up(call.blocking, call.facts)
        if needed is False or (needed is None and not possible):
            continue
        for receiver in call.receivers:
            if receiver not in seen:
                seen.add(receiver)
                after_miss += is_below(collector.availability, target)
                collector.add(graph.names[receiver])
                queue.extend(graph.out[receiver])
        if needed is None:
            collector.ask(call.id, call.blocking, call.facts)
    return collector.needed(is_whole=index == len(queue))


def needed_by_flow(system: Landscape, timed: Timed, *, possible: bool = False) -> Needed:
    """Returns the hard dependencies of a declared flow: receivers of steps whose failure reaches the flow."""
    collector, propagates = _DependencyCollector(system), [False] * len(timed.steps) + [True]
    for index, step in enumerate(timed.steps):
        needed = must_be_up(step.blocking, step.facts) if propagates[step.within] else False
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
    def __init__(self, system: Landscape) -> None:
        self.services: dict[str, None] = {}
        self.availability = 1.0
        self._known = system.whole.architecture.services
        self._unknown_call: Missing | None = None
        self._unknown_service: Missing | None = None

    def add(self, name: str) -> None:
        if name in self.services:
            return
        self.services[name] = None
        known = self._known.get(name)
        if known is not None and known.availability is not None:
            self.availability *= known.availability
        else:
            self._unknown_service = self._unknown_service or Missing(name, ("availability",), is_call=False)

    def ask(self, name: str, blocking: bool | None, facts: Facts) -> None:
        if self._unknown_call is None:
            self._unknown_call = Missing(name, unstated(facts) if blocking is None else ("fallback",))

    def needed(self, *, is_whole: bool) -> Needed:
        return Needed(list(self.services), self.availability, self._unknown_call or self._unknown_service, is_whole)


def _verdict(system: Landscape, about: About, target: float, certain: Needed, possible: Needed,
             path: tuple[str, ...]) -> Verdict:
    if is_below(certain.availability, target):
        numbers = {"availability": certain.availability, "target": target}
        values = {"services": listed(certain.services), "availability": percent(certain.availability),
                  "target": percent(target)}
        return about.broken((*path, *certain.services), numbers, values)
    if possible.open is None and possible.is_whole and not is_below(possible.availability, target):
        return about.fine()
    because = f"{quoted(about.subject)} is to be up {percent(target)}"
    if is_below(possible.availability, target):
        because += f", and may need what is up {percent(possible.availability)} at most: {listed(possible.services)}."
    else:
        because += " and may need it." if possible.open else f" and may need more than {MAX_SERVICES} others."
    return asks(system, possible.open, because) if possible.open else about.unclear(because)


def percent(share: float) -> str:
    """Formats a share with six significant digits, such as `99.95 %`."""
    return f"{share * 100:.6g} %"
