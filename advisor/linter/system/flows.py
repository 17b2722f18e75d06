"""Times of declared flows: sequential steps add up, parallel steps count by the longest branch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.linter.system.steps import Branch, Step, children_of, steps_of
from advisor.linter.system.times import NONE, Time, after, beside, longest, need, own_time, perhaps
from advisor.linter.whole import Whole
from advisor.model.architecture import Flow, Service
from advisor.source.frozen import NamedTuple


class Timed(NamedTuple):
    """A declared flow with times by step index; the last entry is the flow itself."""

    flow: Flow
    steps: list[Step]
    children: list[list[int]]
    typical: list[Time]
    worst: list[Time]


def timed_flows(context: Whole) -> list[Timed]:
    """Returns the declared flows with their times."""
    interactions = {interaction.id: interaction for interaction in context.architecture.interactions}
    modes = context.engine.terms.modes
    return [timed(flow, steps_of(flow.steps, interactions, context.facts, modes), context.architecture.services)
            for flow in context.architecture.flows]


def timed(flow: Flow, steps: list[Step], services: Mapping[str, Service]) -> Timed:
    """Returns a flow with its times, computed from the innermost steps outwards."""
    children = children_of(steps)
    result = Timed(flow, steps, children, [NONE] * (len(steps) + 1), [NONE] * (len(steps) + 1))
    for index in reversed(range(len(steps))):
        step = steps[index]
        result.typical[index] = _callee_time(result.typical, result, index, services, typical=True)
        result.worst[index] = need(step.facts, _callee_time(result.worst, result, index, services, typical=False))
    for times in (result.typical, result.worst):
        times[-1] = combined((steps[child].branch, _contribution(steps[child], times[child])) for child in children[-1])
    return result


def combined(parts: Iterable[tuple[Branch, Time]]) -> Time:
    """Returns the time of the steps of one caller: sums of sequences, maxima of parallel branches."""
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
            parent, number = branch[:-1], branch[-1][0]
            lists[parent, number] = beside(lists.get((parent, number), NONE), sums[branch])
        for (parent, _), time in lists.items():
            sums[parent] = after(sums.get(parent, NONE), time)
    return sums[()]


def _callee_time(times: list[Time], result: Timed, index: int, services: Mapping[str, Service], *,
                 typical: bool) -> Time:
    """Returns the time of the receivers of a step with their nested calls; receivers are called in parallel."""
    by_callee: dict[str, list[tuple[Branch, Time]]] = {name: [] for name in result.steps[index].interaction.receivers}
    for child in result.children[index]:
        step = result.steps[child]
        by_callee[step.interaction.sender].append((step.branch, _contribution(step, times[child])))
    return longest(after(own_time(services.get(name), typical=typical), combined(parts) if parts else NONE)
                   for name, parts in by_callee.items())


def _contribution(step: Step, time: Time) -> Time:
    """Returns the time that a step adds to its caller."""
    return time if step.blocking else NONE if step.blocking is False else perhaps(time)
