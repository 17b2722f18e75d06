"""What all system checks look at, worked out once for an architecture."""

from __future__ import annotations

from functools import cached_property

from advisor.linter.system.flows import Timed, timed_flows
from advisor.linter.system.graph import Graph, graph_of
from advisor.linter.system.service_times import ServiceTimes
from advisor.linter.whole import Whole
from advisor.linter.wording import Asking


class Landscape:
    """The graph of calls, what every service takes, and the flows; each is worked out when a check asks for it."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole

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


_latest: list[Landscape] = []  # checks are plain functions that come one after the other for the same architecture


def landscape_of(whole: Whole) -> Landscape:
    """Returns the landscape of an architecture; the latest one is remembered."""
    for known in _latest:
        if known.whole.architecture is whole.architecture and known.whole.facts is whole.facts:
            return known
    _latest[:] = [Landscape(whole)]
    return _latest[0]


def forget() -> None:
    """Lets the remembered landscape go."""
    _latest.clear()
