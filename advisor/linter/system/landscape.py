"""System model shared by all system checks, computed once per architecture."""

from __future__ import annotations

from functools import cached_property

from advisor.linter.context import LintContext
from advisor.linter.system.flows import TimedFlow, timed_flows
from advisor.linter.system.graph import CallGraph, build_call_graph
from advisor.linter.system.service_times import ServiceTimes
from advisor.linter.wording import QuestionWriter


class SystemModel:
    """Call graph, service times and flows of an architecture, each computed on first use."""

    def __init__(self, context: LintContext) -> None:
        self.context = context

    @cached_property
    def graph(self) -> CallGraph:
        return build_call_graph(self.context)

    @cached_property
    def times(self) -> ServiceTimes:
        return ServiceTimes(self.graph, self.context.architecture.services)

    @cached_property
    def flows(self) -> list[TimedFlow]:
        return timed_flows(self.context)

    @cached_property
    def question_writer(self) -> QuestionWriter:
        return QuestionWriter(self.context.engine.terms)


_latest: list[SystemModel] = []  # successive checks share the same architecture


def get_system_model(context: LintContext) -> SystemModel:
    """Returns the system model of an architecture; the latest one is cached."""
    for cached in _latest:
        if cached.context.architecture is context.architecture and cached.context.facts is context.facts:
            return cached
    _latest[:] = [SystemModel(context)]
    return _latest[0]


def clear_cache() -> None:
    """Clears the cache."""
    _latest.clear()
