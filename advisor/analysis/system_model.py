"""Call graph, service times and flows of one architecture, for all computations on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from advisor.analysis.flows import TimedFlow, timed_flows
from advisor.analysis.graph import CallGraph, build_call_graph
from advisor.analysis.service_times import ServiceTimes
from advisor.model.architecture import Architecture
from advisor.model.interaction import Facts


class SystemModel:
    """Call graph, service times and flows of an architecture, each computed on first use.

    Args:
        facts: known facts of each interaction, by its id.
        modes: `sync` or `async`, by pattern.
    """

    def __init__(self, architecture: Architecture, facts: Mapping[str, Facts], modes: Mapping[str, str]) -> None:
        self.architecture = architecture
        self._facts = facts
        self._modes = modes

    @cached_property
    def graph(self) -> CallGraph:
        return build_call_graph(self.architecture, self._facts, self._modes)

    @cached_property
    def times(self) -> ServiceTimes:
        return ServiceTimes(self.graph, self.architecture.services)

    @cached_property
    def flows(self) -> list[TimedFlow]:
        return timed_flows(self.architecture, self._facts, self._modes)
