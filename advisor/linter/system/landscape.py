"""System model shared by all system checks, computed once per architecture."""

from __future__ import annotations

from functools import cached_property

from advisor.linter.system.flows import Timed, timed_flows
from advisor.linter.system.graph import Graph, graph_of
from advisor.linter.system.service_times import ServiceTimes
from advisor.linter.whole import Whole
from advisor.linter.wording import Asking


class Landscape:
    """Call graph, service times and flows of an architecture, each computed on first use."""

    def __init__(self, context: Whole) -> None:
        self.whole = context

    @cached_property
    def graph(self) -> Graph:
        return graph_of(self.whole)

    @cached_property
    def times(self) -> ServiceTimes:
        return ServiceTimes(self.graph, self.whole.architecture.services)

    @cached_property
    def flows(self) -> list[Timed]:
        return timed_flows(self.whole)

    @cached_property
    def asking(self) -> Asking:
        return Asking(self.whole.engine.terms)


_latest: list[Landscape] = []  # successive checks share the same architecture


def landscape_of(context: Whole) -> Landscape:
    """Returns the system model of an architecture; the latest one is cached."""
    for cached in _latest:
        if cached.whole.architecture is context.architecture and cached.whole.facts is context.facts:
            return cached
    _latest[:] = [Landscape(context)]
    return _latest[0]


def forget() -> None:
    """Clears the cache."""
    _latest.clear()
