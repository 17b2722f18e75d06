"""Check `latency-over-budget`: a latency budget below the time of its flow or call."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from advisor.analysis.graph import SyncCall, is_blocking, missing_mode_facts
from advisor.analysis.nested_calls import StepPosition, steps_by_id
from advisor.analysis.open_facts import MissingFacts, missing_call_facts, missing_flow_facts, missing_step_facts
from advisor.analysis.system_model import SystemModel
from advisor.analysis.times import NO_TIME, Time, exceeds, max_parallel
from advisor.linter.check_registry import check
from advisor.linter.context import LintContext, Verdict
from advisor.linter.spans import value_span
from advisor.linter.verdicts import (
    FLOW_REQUEST,
    VerdictSubject,
    call_places,
    call_subject,
    deduplicate_questions,
    flow_subject,
    format_lower_bound,
    question_verdict,
)
from advisor.linter.wording import message_values
from advisor.model.practice import Practice
from advisor.text.quoting import quote_value


def _has_budget(context: LintContext, stated: Collection[str]) -> bool:
    return ("latency_budget_ms" in stated
            or any(flow.latency_budget_ms is not None for flow in context.architecture.flows))


@check("latency-over-budget", can_find=_has_budget, is_about_system=True)
def latency_over_budget(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each flow and each call with a latency budget, in the typical case and in the worst.

    Placeholders: {subject}, {case} (`typical case` or `worst case`), {takes_ms}, {budget_ms} and {path}.
    """
    return deduplicate_questions(_budgets(context))


def _budgets(context: LintContext) -> Iterator[Verdict]:
    system = context.system
    for timed in system.flows:
        budget = timed.flow.latency_budget_ms
        if budget is not None:
            path = [timed.steps[index].interaction.id for index in timed.children[-1] if timed.steps[index].blocking]
            yield _verdict(system, flow_subject(timed.flow), budget, timed.typical[-1], timed.worst[-1], path,
                           missing_flow_facts(system, timed))
    steps = steps_by_id(system)
    for interaction in context.architecture.interactions:
        facts = context.facts[interaction.id]
        budget = facts.get("latency_budget_ms")
        blocking = is_blocking(facts, context.engine.terms.modes) if budget is not None else False
        if budget is None or blocking is False:
            continue
        about = call_subject(interaction, value_span(interaction, "latency_budget_ms"), message_values(interaction))
        if blocking is None:
            yield question_verdict(system, MissingFacts(interaction.id, missing_mode_facts(facts)))
            continue
        call, call_steps = system.graph.calls[interaction.id], steps.get(interaction.id, [])
        if call_steps or call.acyclic_receivers:  # sync-cycle reports circular calls
            typical, worst, missing = _step_times(system, call_steps) if call_steps else _call_times(system, call)
            yield _verdict(system, about, budget, typical, worst, [interaction.id], missing)


def _verdict(system: SystemModel, about: VerdictSubject, budget: float, typical: Time, worst: Time, path: list[str],
             missing: MissingFacts | None) -> Verdict:
    is_typical = exceeds(typical.least, budget)
    if not is_typical and not exceeds(worst.most, budget):
        return about.satisfied()
    if not is_typical and not exceeds(worst.least, budget):
        because = f"Which calls count against the latency budget of {quote_value(about.subject)}? {FLOW_REQUEST}"
        return question_verdict(system, missing) if missing else about.unknown(because)
    over = typical if is_typical else worst
    numbers = {"takes_ms": float(over.least), "budget_ms": float(budget)}
    numbers |= {name: float(time.least) for name, time in (("typical_ms", typical), ("worst_ms", worst))
                if time.least == time.displayed and time.least > 0}
    values = {"case": "typical case" if is_typical else "worst case", "takes_ms": format_lower_bound(over)}
    calls = [system.graph.calls[name] for name in path if name in system.graph.calls and name != about.interaction]
    return about.violated(path, numbers, values, call_places(system, calls))


def _call_times(system: SystemModel, call: SyncCall) -> tuple[Time, Time, MissingFacts | None]:
    """Returns typical time, worst time and missing facts of a call outside flows."""
    typical, worst = system.times.typical_time(call), system.times.worst_time(call)
    return typical, worst, missing_call_facts(system, call) if worst.least != worst.most else None


def _step_times(system: SystemModel, steps: list[StepPosition]) -> tuple[Time, Time, MissingFacts | None]:
    """Returns typical time, worst time and missing facts of a call over all flows that contain it."""
    typical, worst, missing = NO_TIME, NO_TIME, None
    for timed, step in steps:
        typical, worst = max_parallel(typical, timed.typical[step]), max_parallel(worst, timed.worst[step])
        missing = missing or missing_step_facts(system, timed, step)
    return typical, worst, missing
