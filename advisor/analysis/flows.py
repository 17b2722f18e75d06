"""Times of declared flows: sequential steps add up, parallel steps count by the longest branch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.analysis.steps import BranchPath, FlowStep, child_indexes, flatten_steps
from advisor.analysis.times import (
    NO_TIME,
    Time,
    add_sequential,
    longest_parallel,
    max_parallel,
    optional_time,
    own_time,
    worst_case_wait,
)
from advisor.model.architecture import Architecture, Flow, Service
from advisor.model.interaction import Facts


class TimedFlow(NamedTuple):
    """A declared flow with times by step index; the last entry is the flow itself."""

    flow: Flow
    steps: list[FlowStep]
    children: list[list[int]]
    typical: list[Time]
    worst: list[Time]


def timed_flows(architecture: Architecture, facts: Mapping[str, Facts], modes: Mapping[str, str]) -> list[TimedFlow]:
    """Returns the declared flows with their times.

    Args:
        facts: of each interaction, by its id.
        modes: `sync` or `async`, by pattern.
    """
    interactions = {interaction.id: interaction for interaction in architecture.interactions}
    return [time_flow(flow, flatten_steps(flow.steps, interactions, facts, modes), architecture.services)
            for flow in architecture.flows]


def time_flow(flow: Flow, steps: list[FlowStep], services: Mapping[str, Service]) -> TimedFlow:
    """Returns a flow with its times, computed from the innermost steps outwards."""
    children = child_indexes(steps)
    result = TimedFlow(flow, steps, children, [NO_TIME] * (len(steps) + 1), [NO_TIME] * (len(steps) + 1))
    for index in reversed(range(len(steps))):
        step = steps[index]
        result.typical[index] = _callee_time(result.typical, result, index, services, typical=True)
        result.worst[index] = worst_case_wait(
            step.facts, _callee_time(result.worst, result, index, services, typical=False)
        )
    for times in (result.typical, result.worst):
        times[-1] = combine_times(
            (steps[child].branch, _contribution(steps[child], times[child])) for child in children[-1]
        )
    return result


def combine_times(parts: Iterable[tuple[BranchPath, Time]]) -> Time:
    """Returns the time of the steps of one caller: sums of sequences, maxima of parallel branches."""
    sums: dict[BranchPath, Time] = {(): NO_TIME}
    for branch, time in parts:
        sums[branch] = add_sequential(sums.get(branch, NO_TIME), time)
    by_depth: dict[int, set[BranchPath]] = {}
    for branch in sums:
        for depth in range(len(branch) + 1):
            by_depth.setdefault(depth, set()).add(branch[:depth])
    for depth in sorted(by_depth, reverse=True)[:-1]:
        lists: dict[tuple[BranchPath, int], Time] = {}
        for branch in by_depth[depth]:
            parent, number = branch[:-1], branch[-1][0]
            lists[parent, number] = max_parallel(lists.get((parent, number), NO_TIME), sums[branch])
        for (parent, _), time in lists.items():
            sums[parent] = add_sequential(sums.get(parent, NO_TIME), time)
    return sums[()]


def _callee_time(times: list[Time], result: TimedFlow, index: int, services: Mapping[str, Service], *,
                 typical: bool) -> Time:
    """Returns the time of the receivers of a step with their nested calls; receivers are called in parallel."""
    by_callee: dict[str, list[tuple[BranchPath, Time]]] = {
        name: [] for name in result.steps[index].interaction.receivers
    }
    for child in result.children[index]:
        step = result.steps[child]
        by_callee[step.interaction.sender].append((step.branch, _contribution(step, times[child])))
    return longest_parallel(
        add_sequential(own_time(services.get(name), typical=typical), combine_times(parts) if parts else NO_TIME)
        for name, parts in by_callee.items()
    )


def _contribution(step: FlowStep, time: Time) -> Time:
    """Returns the time that a step adds to its caller."""
    return time if step.blocking else NO_TIME if step.blocking is False else optional_time(time)
