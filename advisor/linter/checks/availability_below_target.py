"""Check `availability-below-target`: a target above the product of the availabilities of all hard dependencies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from advisor.analysis.availability import (
    MAX_SERVICES,
    HardDependencies,
    flow_hard_dependencies,
    hard_dependencies,
    is_below,
)
from advisor.analysis.system_model import SystemModel
from advisor.linter.check_registry import check
from advisor.linter.context import LintContext, Verdict
from advisor.linter.spans import first_line
from advisor.linter.verdicts import (
    VerdictSubject,
    deduplicate_questions,
    flow_subject,
    question_verdict,
    service_subject,
)
from advisor.linter.wording import QuestionWriter, join_names
from advisor.model.architecture import Service
from advisor.model.practice import Practice
from advisor.text.quoting import format_value, quote_value
from advisor.text.source import Span


def _has_target(context: LintContext, stated: Collection[str]) -> bool:
    architecture = context.architecture
    return (any(service.availability is not None for service in architecture.services.values())
            or any(flow.availability is not None for flow in architecture.flows))


@check("availability-below-target", can_find=_has_target, is_about_system=True)
def availability_below_target(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each service and flow with a target, compared with its hard dependencies.

    Placeholders: {subject}, {services}, {availability}, {target} and {path}.
    """
    questions = QuestionWriter(context.engine.terms)
    return deduplicate_questions(_verdict(context.system, questions, target) for target in _targets(context.system))


class _Target(NamedTuple):
    """A target with the hard dependencies that it depends on."""

    about: VerdictSubject
    availability: float
    certain: HardDependencies
    possible: HardDependencies
    path: tuple[str, ...] = ()  # before the dependencies


def _targets(system: SystemModel) -> Iterator[_Target]:
    for timed in system.flows:
        if timed.flow.availability is not None:
            certain = flow_hard_dependencies(system, timed)
            possible = flow_hard_dependencies(system, timed, possible=True)
            yield _Target(flow_subject(timed.flow), timed.flow.availability, certain, possible)
    for service in system.architecture.services.values():
        if service.availability is not None and system.graph.outgoing[system.graph.indexes[service.name]]:
            yield _service_target(system, service, service.availability)


def _service_target(system: SystemModel, service: Service, availability: float) -> _Target:
    start = system.graph.indexes[service.name]
    calls = system.graph.outgoing[start]
    certain = possible = hard_dependencies(system, calls, availability, {start})
    if not is_below(certain.availability, availability):
        possible = hard_dependencies(system, calls, availability, {start}, possible=True)
    return _Target(service_subject(system, start, first_line(service.span)), availability, certain, possible,
                   (service.name,))


def _verdict(system: SystemModel, questions: QuestionWriter, target: _Target) -> Verdict:
    certain, possible = target.certain, target.possible
    if is_below(certain.availability, target.availability):
        numbers = {"availability": certain.availability, "target": target.availability}
        values = {"services": join_names(certain.services), "availability": _format_percent(certain.availability),
                  "target": _format_percent(target.availability)}
        return target.about.violated((*target.path, *certain.services), numbers, values,
                                     _dependencies(system, certain.services))
    if possible.missing is None and possible.is_complete and not is_below(possible.availability, target.availability):
        return target.about.satisfied()
    if possible.missing is None:
        return target.about.unknown(_because(target))
    name, facts, _ = possible.missing
    return question_verdict(system, possible.missing, f"{quote_value(name)}{questions.write(facts)} {_because(target)}")


def _dependencies(system: SystemModel, names: Iterable[str]) -> Iterator[tuple[Span, str]]:
    services = (system.architecture.services[name] for name in names if name in system.architecture.services)
    for service in services:
        if service.availability is not None:
            share = _format_percent(service.availability)
            yield first_line(service.span), f"{format_value(service.name)} is up {share}"


def _because(target: _Target) -> str:
    """Returns the reason of a question; makes it distinct from those of other practices."""
    because = f"{quote_value(target.about.subject)} is to be up {_format_percent(target.availability)}"
    if is_below(target.possible.availability, target.availability):
        return (f"{because}, and may need what is up {_format_percent(target.possible.availability)} at most: "
                f"{join_names(target.possible.services)}.")
    return f"{because} and may need {'it' if target.possible.missing else f'more than {MAX_SERVICES} others'}."


def _format_percent(share: float) -> str:
    """Formats a share with six significant digits, such as `99.95 %`."""
    return f"{share * 100:.6g} %"
