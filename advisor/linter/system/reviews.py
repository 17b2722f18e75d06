"""Flows as they are shown: hop by hop, declared or derived from where calls begin."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from advisor.linter.system.availability import Needed, needed_by, needed_by_flow
from advisor.linter.system.flows import Timed
from advisor.linter.system.graph import Call, Graph
from advisor.linter.system.landscape import Landscape, landscape_of
from advisor.linter.system.service_times import typical_of, worst_of
from advisor.linter.system.times import Time
from advisor.linter.whole import Whole
from advisor.model.finding import FlowReview, Hop

MOST_FLOWS = 50  # derived ones; those with a budget first, then the longest
MOST_HOPS = 200  # of a derived flow; its sums count all of them


def flow_reviews(whole: Whole) -> tuple[FlowReview, ...]:
    """Returns the declared flows; where there are none, one for each call that begins where nobody is waited for."""
    landscape = landscape_of(whole)
    if landscape.flows:
        return tuple(_declared(landscape, timed) for timed in landscape.flows)
    beginnings = _beginnings(landscape.graph)
    beginnings.sort(key=lambda call: ("latency_budget_ms" not in call.facts, -_told(worst_of(call, landscape.times)),
                                      call.number))
    chosen = sorted(beginnings[:MOST_FLOWS], key=lambda call: call.number)
    return tuple(_derived(landscape, call) for call in chosen)


def _beginnings(graph: Graph) -> list[Call]:
    """Returns the calls of services that nobody calls, or may call, and waits for."""
    return [call for call in graph.calls.values() if call.blocking and call.ahead and not graph.into[call.sender]]


def _declared(landscape: Landscape, timed: Timed) -> FlowReview:
    flow = timed.flow
    return FlowReview(flow.id, True, tuple(_hops(timed)), flow.latency_budget_ms, _shown(timed.typical[-1]),
                      _shown(timed.worst[-1]), flow.availability, _bound(landscape, needed_by_flow(landscape, timed)))


def _hops(timed: Timed) -> Iterator[Hop]:
    """Yields the steps of a declared flow, each followed by those within it."""
    todo = [(place, 0) for place in reversed(timed.children[-1])]
    while todo:
        place, depth = todo.pop()
        step = timed.steps[place]
        times = (timed.typical[place], timed.worst[place]) if step.blocking else (None, None)
        yield Hop(step.interaction.id, depth, step.is_beside, bool(step.blocking), *map(_shown, times))
        todo.extend((child, depth + 1) for child in reversed(timed.children[place]))


def _derived(landscape: Landscape, first: Call) -> FlowReview:
    """Returns a call with all that is called below it; the calls of one service follow each other."""
    typical, worst = typical_of(first, landscape.times), worst_of(first, landscape.times)
    needed = needed_by(landscape, [first], 0, {first.sender})
    return FlowReview(first.id, False, tuple(_calls_below(landscape, first)), first.facts.get("latency_budget_ms"),
                      _shown(typical), _shown(worst), None, _bound(landscape, needed))


def _calls_below(landscape: Landscape, first: Call) -> Iterator[Hop]:
    """Yields the calls from one downwards, each once and no more than can be shown."""
    todo, seen = [(first, 0)], {first.id}
    shown = 0
    while todo and shown < MOST_HOPS:
        call, depth = todo.pop()
        shown += 1
        times = (typical_of(call, landscape.times), worst_of(call, landscape.times)) if call.blocking else (None, None)
        yield Hop(call.id, depth, False, bool(call.blocking), *map(_shown, times))
        below: list[Call] = []
        for receiver in call.ahead if call.blocking else ():
            for inner in landscape.graph.out[receiver]:
                if inner.ahead and inner.id not in seen:
                    seen.add(inner.id)
                    below.append(inner)
        todo.extend((inner, depth + 1) for inner in reversed(below))


def _bound(landscape: Landscape, needed: Needed) -> float | None:
    """Returns how available a flow is at most; None where none of what it needs says anything."""
    services = landscape.whole.architecture.services
    is_told = any(name in services and services[name].availability is not None for name in needed.services)
    return needed.availability if is_told else None


def _shown(time: Time | None) -> float | None:
    return float(time.told) if time is not None and isfinite(time.told) else None


def _told(time: Time) -> float:
    return time.told if isfinite(time.told) else 0
