"""What all system checks look at, worked out once for an architecture."""

from __future__ import annotations

from advisor.linter.system.flows import Timed, timed_flows
from advisor.linter.system.graph import Graph, graph_of
from advisor.linter.system.service_times import ServiceTimes, service_times
from advisor.linter.whole import Whole
from advisor.linter.wording import Asking
from advisor.source.frozen import NamedTuple


class Landscape(NamedTuple):
    """The graph of calls, what every service takes, and the declared flows."""

    whole: Whole
    graph: Graph
    times: ServiceTimes
    flows: list[Timed]
    asking: Asking


_latest: list[Landscape] = []  # checks are plain functions that come one after the other for the same architecture


def landscape_of(whole: Whole) -> Landscape:
    """Returns the landscape of an architecture; the latest one is remembered."""
    for known in _latest:
        if known.whole.architecture is whole.architecture and known.whole.facts is whole.facts:
            return known
    graph = graph_of(whole)
    times = service_times(graph, whole.architecture.services)
    found = Landscape(whole, graph, times, timed_flows(whole), Asking(whole.engine.terms))
    _latest[:] = [found]
    return found


def forget() -> None:
    """Lets the remembered landscape go."""
    _latest.clear()
