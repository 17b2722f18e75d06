"""Declared flows with the time of each step: what follows adds up, what runs at once counts by its longest part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.linter.system.steps import Branch, Step, children_of, steps_of
from advisor.linter.system.times import NONE, Time, after, beside, longest, need, own_time, perhaps
from advisor.linter.whole import Whole
from advisor.model.architecture import Flow, Service
from advisor.source.frozen import NamedTuple


class Timed(NamedTuple):
    """A declared flow; times by the place of a step, and last of the flow itself."""

    flow: Flow
    steps: list[Step]
    children: list[list[int]]
    typical: list[Time]
    worst: list[Time]


def timed_flows(whole: Whole) -> list[Timed]:
    """Returns the declared flows with their times."""
    interactions = {interaction.id: interaction for interaction in whole.architecture.interactions}
    modes = whole.engine.terms.modes
    return [timed(flow, steps_of(flow.steps, interactions, whole.facts, modes), whole.architecture.services)
            for flow in whole.architecture.flows]


def timed(flow: Flow, steps: list[Step], services: Mapping[str, Service]) -> Timed:
    """Returns a flow with its times; a step comes after all that are made within it have been added up."""
    children = children_of(steps)
    found = Timed(flow, steps, children, [NONE] * (len(steps) + 1), [NONE] * (len(steps) + 1))
    for place in reversed(range(len(steps))):
        step = steps[place]
        found.typical[place] = _of_callees(found.typical, found, place, services, typical=True)
        found.worst[place] = need(step.facts, _of_callees(found.worst, found, place, services, typical=False))
    for times in (found.typical, found.worst):
        times[-1] = combined((steps[child].branch, _counted(steps[child], times[child])) for child in children[-1])
    return found


def combined(parts: Iterable[tuple[Branch, Time]]) -> Time:
    """Returns the time of steps made by one caller: a sum in sequence, the longest branch of a parallel list."""
    sums: dict[Branch, Time] = {(): NONE}
    for branch, time in parts:
        sums[branch] = after(sums.get(branch, NONE), time)
    by_depth: dict[int, set[Branch]] = {}
    for branch in sums:
        for depth in range(len(branch) + 1):
            by_depth.setdefault(depth, set()).add(branch[:depth])
    for depth in sorted(by_depth, reverse=True)[:-1]:
        lists: dict[tuple[Branch, int], Time] = {}
        for branch in by_depth[depth]:
            around, number = branch[:-1], branch[-1][0]
            lists[around, number] = beside(lists.get((around, number), NONE), sums[branch])
        for (around, _), time in lists.items():
            sums[around] = after(sums.get(around, NONE), time)
    return sums[()]


def _of_callees(times: list[Time], found: Timed, place: int, services: Mapping[str, Service], *,
                typical: bool) -> Time:
    """Returns what the receivers of a step take, each with what it calls; they are called at once."""
    within: dict[str, list[tuple[Branch, Time]]] = {name: [] for name in found.steps[place].interaction.receivers}
    for child in found.children[place]:
        step = found.steps[child]
        within[step.interaction.sender].append((step.branch, _counted(step, times[child])))
    return longest(after(own_time(services.get(name), typical=typical), combined(parts) if parts else NONE)
                   for name, parts in within.items())


def _counted(step: Step, time: Time) -> Time:
    """Returns what a step adds to the time of whoever makes it."""
    return time if step.blocking else NONE if step.blocking is False else perhaps(time)
