"""Checks availability targets against the product of the availabilities of all hard dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.linter.context import LintContext, Verdict
from advisor.linter.spans import first_line
from advisor.linter.system.flows import TimedFlow
from advisor.linter.system.graph import Facts, SyncCall, missing_mode_facts
from advisor.linter.system.landscape import SystemModel, get_system_model
from advisor.linter.system.telling import (
    MissingFacts,
    VerdictSubject,
    deduplicate_questions,
    question_verdict,
    service_subject,
)
from advisor.linter.wording import join_names
from advisor.model.practice import Practice
from advisor.text.quoting import format_value, quote_value

MAX_SERVICES = 2000  # dependencies visited per target; beyond, the verdict is unknown
MAX_AFTER_MISS = 50  # further services visited once the target is missed


class HardDependencies(NamedTuple):
    """Hard dependencies in the order of traversal, and their combined availability."""

    services: list[str]
    availability: float  # upper bound: a service without availability counts as 1
    missing: MissingFacts | None  # the first missing facts that may lower it
    is_complete: bool  # False if there are too many to visit


def availability_below_target(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each service and flow with a target, compared with its hard dependencies.

    Placeholders: {subject}, {services}, {availability}, {target} and {path}.
    """
    return deduplicate_questions(_targets(context))


def _targets(context: LintContext) -> Iterator[Verdict]:
    system = get_system_model(context)
    for timed in system.flows:
        target = timed.flow.availability
        if target is not None:
            about = VerdictSubject(
                timed.flow.id, "", first_line(timed.flow.span), {"subject": format_value(timed.flow.id)}
            )
            certain, possible = (
                flow_hard_dependencies(system, timed),
                flow_hard_dependencies(system, timed, possible=True),
            )
            yield _verdict(system, about, target, certain, possible, ())
    for service in context.architecture.services.values():
        start = system.graph.indexes[service.name]
        if service.availability is None or not system.graph.outgoing[start]:
            continue
        about = service_subject(system, start, first_line(service.span))
        certain = hard_dependencies(system, system.graph.outgoing[start], service.availability, {start})
        possible = certain if is_below(certain.availability, service.availability) else \
            hard_dependencies(system, system.graph.outgoing[start], service.availability, {start}, possible=True)
        yield _verdict(system, about, service.availability, certain, possible, (service.name,))


def is_hard_dependency(blocking: bool | None, facts: Facts) -> bool | None:
    """Returns whether the callee is a hard dependency: the caller waits, needs the response and has no fallback.

    None if the document does not say.
    """
    fallback = facts.get("fallback")
    if blocking is False or fallback not in (None, "none"):
        return False
    if blocking and (fallback == "none" or facts.get("needs_response") is True):
        return True
    return None


def hard_dependencies(system: SystemModel, calls: Iterable[SyncCall], target: float, seen: set[int], *,
              possible: bool = False) -> HardDependencies:
    """Returns the transitive hard dependencies of calls, each counted once; services in `seen` are left out.

    Args:
        target: below it, only MAX_AFTER_MISS more services are visited.
        possible: whether possible dependencies count as well.
    """
    graph, queue, collector = system.graph, list(calls), _DependencyCollector(system)
    index = after_miss = 0
    while index < len(queue) and len(collector.services) < MAX_SERVICES and after_miss < MAX_AFTER_MISS:
        call = queue[index]
        index += 1
        needed = is_hard_dependency(call.blocking, call.facts)
        if needed is False or (needed is None and not possible):
            continue
        for receiver in call.receivers:
            if receiver not in seen:
                seen.add(receiver)
                after_miss += is_below(collector.availability, target)
                collector.add(graph.names[receiver])
                queue.extend(graph.outgoing[receiver])
        if needed is None:
            collector.ask(call.id, call.blocking, call.facts)
    return collector.needed(is_whole=index == len(queue))


def flow_hard_dependencies(system: SystemModel, timed: TimedFlow, *, possible: bool = False) -> HardDependencies:
    """Returns the hard dependencies of a declared flow: receivers of steps whose failure reaches the flow."""
    collector, propagates = _DependencyCollector(system), [False] * len(timed.steps) + [True]
    for index, step in enumerate(timed.steps):
        needed = is_hard_dependency(step.blocking, step.facts) if propagates[step.parent] else False
        propagates[index] = bool(needed) or (needed is None and possible)
        if propagates[index]:
            for name in step.interaction.receivers:
                collector.add(name)
            if needed is None:
                collector.ask(step.interaction.id, step.blocking, step.facts)
    return collector.needed(is_whole=True)


def is_below(share: float, target: float) -> bool:
    """Returns whether a product is below a target by more than the rounding error."""
    return share < target * (1 - 1e-12)


class _DependencyCollector:
    def __init__(self, system: SystemModel) -> None:
        self.services: dict[str, None] = {}
        self.availability = 1.0
        self._known = system.context.architecture.services
        self._unknown_call: MissingFacts | None = None
        self._unknown_service: MissingFacts | None = None

    def add(self, name: str) -> None:
        if name in self.services:
            return
        self.services[name] = None
        known = self._known.get(name)
        if known is not None and known.availability is not None:
            self.availability *= known.availability
        else:
            self._unknown_service = self._unknown_service or MissingFacts(name, ("availability",), is_call=False)

    def ask(self, name: str, blocking: bool | None, facts: Facts) -> None:
        if self._unknown_call is None:
            self._unknown_call = MissingFacts(name, missing_mode_facts(facts) if blocking is None else ("fallback",))

    def needed(self, *, is_whole: bool) -> HardDependencies:
        return HardDependencies(
            list(self.services), self.availability, self._unknown_call or self._unknown_service, is_whole
        )


def _verdict(
    system: SystemModel,
    about: VerdictSubject,
    target: float,
    certain: HardDependencies,
    possible: HardDependencies,
    path: tuple[str, ...],
) -> Verdict:
    if is_below(certain.availability, target):
        numbers = {"availability": certain.availability, "target": target}
        values = {"services": join_names(certain.services), "availability": format_percent(certain.availability),
                  "target": format_percent(target)}
        return about.violated((*path, *certain.services), numbers, values)
    if possible.missing is None and possible.is_complete and not is_below(possible.availability, target):
        return about.satisfied()
    because = f"{quote_value(about.subject)} is to be up {format_percent(target)}"
    if is_below(possible.availability, target):
        because += (f", and may need what is up {format_percent(possible.availability)} at most: "
                    f"{join_names(possible.services)}.")
    else:
        because += " and may need it." if possible.missing else f" and may need more than {MAX_SERVICES} others."
    return question_verdict(system, possible.missing, because) if possible.missing else about.unknown(because)


def format_percent(share: float) -> str:
    """Formats a share with six significant digits, such as `99.95 %`."""
    return f"{share * 100:.6g} %"
