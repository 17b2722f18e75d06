"""Availability against targets: all services that must be up, each once, and each as available as it says."""

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

MOST_LOOKED_AT = 2000  # services below one target; with more of them the verdict stays open
ENOUGH = 50  # services looked at after the target is missed


class Needed(NamedTuple):
    """The services that must be up, in the order in which they are reached, and how available all are together."""

    services: list[str]
    availability: float  # a bound from above: a service that says nothing counts as always up
    open: Missing | None  # the first thing that may make it less
    is_whole: bool  # False where there were too many to look at


def availability_below_target(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each service and each flow with a target against what it cannot do without.

    Its sentence may name {subject}, {services}, {availability}, {target} and {path}.
    """
    return each_once(_targets(whole))


def _targets(whole: Whole) -> Iterator[Verdict]:
    landscape = landscape_of(whole)
    for timed in landscape.flows:
        target = timed.flow.availability
        if target is not None:
            about = About(timed.flow.id, "", first_line(timed.flow.span), {"subject": shown(timed.flow.id)})
            certain, possible = needed_by_flow(landscape, timed), needed_by_flow(landscape, timed, possible=True)
            yield _judged(landscape, about, target, certain, possible, ())
    for service in whole.architecture.services.values():
        start = landscape.graph.numbers[service.name]
        if service.availability is None or not landscape.graph.out[start]:
            continue
        about = about_service(landscape, start, first_line(service.span))
        certain = needed_by(landscape, landscape.graph.out[start], service.availability, {start})
        possible = certain if is_below(certain.availability, service.availability) else \
            needed_by(landscape, landscape.graph.out[start], service.availability, {start}, possible=True)
        yield _judged(landscape, about, service.availability, certain, possible, (service.name,))


def must_be_up(blocking: bool | None, facts: Facts) -> bool | None:
    """Returns whether a caller fails when its callee is down: it waits, cannot go on without, and has no fallback.

    None where the document does not say.
    """
    fallback = facts.get("fallback")
    if blocking is False or fallback not in (None, "none"):
        return False
    if blocking and (fallback == "none" or facts.get("needs_response") is True):
        return True
    return None


def needed_by(landscape: Landscape, calls: Iterable[Call], target: float, seen: set[int], *,
              possible: bool = False) -> Needed:
    """Returns what calls need, and what that needs; no service is counted twice, nor one of those already seen.

    Args:
        target: below it, only some more services are looked at.
        possible: whether what may be needed counts as well.
    """
    graph, todo, found = landscape.graph, list(calls), _Sum(landscape)
    place = after_miss = 0
    while place < len(todo) and len(found.services) < MOST_LOOKED_AT and after_miss < ENOUGH:
        call = todo[place]
        place += 1
        needed = must_be_up(call.blocking, call.facts)
        if needed is False or (needed is None and not possible):
            continue
        for receiver in call.receivers:
            if receiver not in seen:
                seen.add(receiver)
                after_miss += is_below(found.availability, target)
                found.add(graph.names[receiver])
                todo.extend(graph.out[receiver])
        if needed is None:
            found.ask(call.id, call.blocking, call.facts)
    return found.needed(is_whole=place == len(todo))


def needed_by_flow(landscape: Landscape, timed: Timed, *, possible: bool = False) -> Needed:
    """Returns what a declared flow needs: the receivers of its steps, as far as the failure of one is felt."""
    found, felt = _Sum(landscape), [False] * len(timed.steps) + [True]
    for place, step in enumerate(timed.steps):
        needed = must_be_up(step.blocking, step.facts) if felt[step.within] else False
        felt[place] = bool(needed) or (needed is None and possible)
        if felt[place]:
            for name in step.interaction.receivers:
                found.add(name)
            if needed is None:
                found.ask(step.interaction.id, step.blocking, step.facts)
    return found.needed(is_whole=True)


def is_below(share: float, target: float) -> bool:
    """Returns whether a product is below a target by more than what multiplying fractions may be off."""
    return share < target * (1 - 1e-12)


class _Sum:
    def __init__(self, landscape: Landscape) -> None:
        self.services: dict[str, None] = {}
        self.availability = 1.0
        self._known = landscape.whole.architecture.services
        self._open: Missing | None = None
        self._silent: Missing | None = None

    def add(self, name: str) -> None:
        if name in self.services:
            return
        self.services[name] = None
        known = self._known.get(name)
        if known is not None and known.availability is not None:
            self.availability *= known.availability
        else:
            self._silent = self._silent or Missing(name, ("availability",), is_call=False)

    def ask(self, name: str, blocking: bool | None, facts: Facts) -> None:
        if self._open is None:
            self._open = Missing(name, unstated(facts) if blocking is None else ("fallback",))

    def needed(self, *, is_whole: bool) -> Needed:
        return Needed(list(self.services), self.availability, self._open or self._silent, is_whole)


def _judged(landscape: Landscape, about: About, target: float, certain: Needed, possible: Needed,
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
        because += " and may need it." if possible.open else f" and may need more than {MOST_LOOKED_AT} others."
    return asks(landscape, possible.open, because) if possible.open else about.unclear(because)


def percent(share: float) -> str:
    """Returns a share with the digits that matter, such as `99.95 %`."""
    return f"{share * 100:.6g} %"
