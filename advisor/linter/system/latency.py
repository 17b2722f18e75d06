"""Checks latency budgets of flows and calls, and timeouts shorter than the downstream worst case."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.context import SATISFIED, LintContext, Verdict
from advisor.linter.spans import first_line, value_span
from advisor.linter.system.graph import SyncCall, is_blocking, missing_mode_facts
from advisor.linter.system.inner import NestedCalls, StepPosition, steps_by_id
from advisor.linter.system.landscape import SystemModel, get_system_model
from advisor.linter.system.service_times import typical_time, worst_time
from advisor.linter.system.telling import (
    MissingFacts,
    VerdictSubject,
    call_subject,
    deduplicate_questions,
    question_verdict,
)
from advisor.linter.system.times import NO_TIME, Time, exceeds, max_parallel
from advisor.linter.wording import format_number, message_values
from advisor.model.practice import Practice
from advisor.text.quoting import format_value, quote_value

WHICH = "Say in a flow which calls belong together."


def latency_over_budget(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each flow and each call with a latency budget, in the typical case and in the worst.

    Placeholders: {subject}, {case} (`typical case` or `worst case`), {takes_ms}, {budget_ms} and {path}.
    """
    return deduplicate_questions(_budgets(context))


def timeout_inversion(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each call with a timeout and nested calls, compared with the longest wait of a nested call.

    Nested calls come from a flow if it covers the callee, else all calls of the callee count. Placeholders:
    {timeout_ms}, {need_ms}, {called} (the longest nested call) and {path}, besides those of every interaction.
    """
    return deduplicate_questions(_inversions(context))


def _budgets(context: LintContext) -> Iterator[Verdict]:
    system = get_system_model(context)
    for timed in system.flows:
        budget = timed.flow.latency_budget_ms
        if budget is not None:
            about = VerdictSubject(
                timed.flow.id, "", first_line(timed.flow.span), {"subject": format_value(timed.flow.id)}
            )
            path = [timed.steps[index].interaction.id for index in timed.children[-1] if timed.steps[index].blocking]
            from advisor.linter.system.missing import missing_flow_facts

            yield _verdict(system, about, budget, timed.typical[-1], timed.worst[-1], path,
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


def _inversions(context: LintContext) -> Iterator[Verdict]:
    system = get_system_model(context)
    inner_needs = NestedCalls(system)
    for call in system.graph.calls.values():
        timeout = call.facts.get("timeout_ms")
        if call.blocking is None or isinstance(timeout, str) or (timeout is None and not context.is_thorough):
            continue
        inner = inner_needs.longest_in(call)
        if inner is None or not (context.is_thorough or exceeds(inner.wait.least, timeout or 0)):
            continue
        interaction = context.architecture.interactions[call.number]
        if timeout is None:
            yield question_verdict(system, MissingFacts(call.id, ("timeout_ms",)))
            continue
        if not exceeds(inner.wait.most, timeout):
            yield Verdict(SATISFIED, call.id, call.id, interaction.span, {})
            continue
        about = call_subject(interaction, value_span(interaction, "timeout_ms"), message_values(interaction))
        if exceeds(inner.wait.least, timeout):
            numbers = {"timeout_ms": float(timeout), "need_ms": float(inner.wait.least)}
            yield about.violated([call.id, inner.least], numbers,
                               {"called": format_value(inner.least), "need_ms": _at_least(inner.wait)})
        else:
            missing = inner_needs.missing(inner)
            because = f"Is {quote_value(inner.most)} made within {quote_value(call.id)}? {WHICH}"
            yield question_verdict(system, missing) if missing else about.unknown(because)


def _verdict(system: SystemModel, about: VerdictSubject, budget: float, typical: Time, worst: Time, path: list[str],
             missing: MissingFacts | None) -> Verdict:
    is_typical = exceeds(typical.least, budget)
    if not is_typical and not exceeds(worst.most, budget):
        return about.satisfied()
    if not is_typical and not exceeds(worst.least, budget):
        because = f"Which calls count against the latency budget of {quote_value(about.subject)}? {WHICH}"
        return question_verdict(system, missing) if missing else about.unknown(because)
    over = typical if is_typical else worst
    numbers = {"takes_ms": float(over.least), "budget_ms": float(budget)}
    numbers |= {name: float(time.least) for name, time in (("typical_ms", typical), ("worst_ms", worst))
                if time.least == time.displayed and time.least > 0}
    return about.violated(path, numbers, {"case": "typical case" if is_typical else "worst case",
                                        "takes_ms": _at_least(over)})


def _at_least(time: Time) -> str:
    """Formats milliseconds; with `at least` if the upper bound is larger."""
    return format_number(time.least) if time.least == time.most else f"at least {format_number(time.least)}"


def _call_times(system: SystemModel, call: SyncCall) -> tuple[Time, Time, MissingFacts | None]:
    """Returns typical time, worst time and missing facts of a call outside flows."""
    from advisor.linter.system.missing import missing_call_facts

    typical, worst = typical_time(call, system.times), worst_time(call, system.times)
    return typical, worst, missing_call_facts(system, call) if worst.least != worst.most else None


def _step_times(system: SystemModel, steps: list[StepPosition]) -> tuple[Time, Time, MissingFacts | None]:
    """Returns typical time, worst time and missing facts of a call over all flows that contain it."""
    from advisor.linter.system.missing import missing_step_facts

    typical, worst, missing = NO_TIME, NO_TIME, None
    for timed, step in steps:
        typical, worst = max_parallel(typical, timed.typical[step]), max_parallel(worst, timed.worst[step])
        missing = missing or missing_step_facts(system, timed, step)
    return typical, worst, missing
