"""Checks latency budgets of flows and calls, and timeouts shorter than the downstream worst case."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.places import first_line, value_span
from advisor.linter.system.graph import Call, is_blocking, unstated
from advisor.linter.system.inner import InnerNeeds, Place, steps_by_id
from advisor.linter.system.landscape import Landscape, landscape_of
from advisor.linter.system.service_times import typical_of, worst_of
from advisor.linter.system.telling import About, Missing, about_call, asks, each_once
from advisor.linter.system.times import NONE, Time, beside, exceeds
from advisor.linter.whole import SATISFIED, Verdict, Whole
from advisor.linter.wording import counted, values_of
from advisor.model.practice import Practice
from advisor.notation.quote import quoted, shown

WHICH = "Say in a flow which calls belong together."


def latency_over_budget(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each flow and each call with a latency budget, in the typical case and in the worst.

    Placeholders: {subject}, {case} (`typical case` or `worst case`), {takes_ms}, {budget_ms} and {path}.
    """
    return each_once(_budgets(context))


def timeout_inversion(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each call with a timeout and nested calls, compared with the longest wait of a nested call.

    Nested calls come from a flow if it covers the callee, else all calls of the callee count. Placeholders:
    {timeout_ms}, {need_ms}, {called} (the longest nested call) and {path}, besides those of every interaction.
    """
    return each_once(_inversions(context))


def _budgets(context: Whole) -> Iterator[Verdict]:
    system = landscape_of(context)
    for timed in system.flows:
        budget = timed.flow.latency_budget_ms
        if budget is not None:
            about = About(timed.flow.id, "", first_line(timed.flow.span), {"subject": shown(timed.flow.id)})
            path = [timed.steps[index].interaction.id for index in timed.children[-1] if timed.steps[index].blocking]
            from advisor.linter.system.missing import missing_of_flow

            yield _verdict(system, about, budget, timed.typical[-1], timed.worst[-1], path,
                           missing_of_flow(system, timed))
    steps = steps_by_id(system)
    for interaction in context.architecture.interactions:
        facts = context.facts[interaction.id]
        budget = facts.get("latency_budget_ms")
        blocking = is_blocking(facts, context.engine.terms.modes) if budget is not None else False
        if budget is None or blocking is False:
            continue
        about = about_call(interaction, value_span(interaction, "latency_budget_ms"), values_of(interaction))
        if blocking is None:
            yield asks(system, Missing(interaction.id, unstated(facts)))
            continue
        call, call_steps = system.graph.calls[interaction.id], steps.get(interaction.id, [])
        if call_steps or call.ahead:  # sync-cycle reports circular calls
            typical, worst, missing = _step_times(system, call_steps) if call_steps else _call_times(system, call)
            yield _verdict(system, about, budget, typical, worst, [interaction.id], missing)


def _inversions(context: Whole) -> Iterator[Verdict]:
    system = landscape_of(context)
    inner_needs = InnerNeeds(system)
    for call in system.graph.calls.values():
        timeout = call.facts.get("timeout_ms")
        if call.blocking is None or isinstance(timeout, str) or (timeout is None and not context.is_thorough):
            continue
        inner = inner_needs.of(call)
        if inner is None or not (context.is_thorough or exceeds(inner.need.least, timeout or 0)):
            continue
        interaction = context.architecture.interactions[call.number]
        if timeout is None:
            yield asks(system, Missing(call.id, ("timeout_ms",)))
            continue
        if not exceeds(inner.need.most, timeout):
            yield Verdict(SATISFIED, call.id, call.id, interaction.span, {})
            continue
        about = about_call(interaction, value_span(interaction, "timeout_ms"), values_of(interaction))
        if exceeds(inner.need.least, timeout):
            numbers = {"timeout_ms": float(timeout), "need_ms": float(inner.need.least)}
            yield about.broken([call.id, inner.least], numbers,
                               {"called": shown(inner.least), "need_ms": _at_least(inner.need)})
        else:
            missing = inner_needs.missing(inner)
            because = f"Is {quoted(inner.most)} made within {quoted(call.id)}? {WHICH}"
            yield asks(system, missing) if missing else about.unclear(because)


def _verdict(system: Landscape, about: About, budget: float, typical: Time, worst: Time, path: list[str],
             missing: Missing | None) -> Verdict:
    is_typical = exceeds(typical.least, budget)
    if not is_typical and not exceeds(worst.most, budget):
        return about.fine()
    if not is_typical and not exceeds(worst.least, budget):
        because = f"Which calls count against the latency budget of {quoted(about.subject)}? {WHICH}"
        return asks(system, missing) if missing else about.unclear(because)
    over = typical if is_typical else worst
    numbers = {"takes_ms": float(over.least), "budget_ms": float(budget)}
    numbers |= {name: float(time.least) for name, time in (("typical_ms", typical), ("worst_ms", worst))
                if time.least == time.told and time.least > 0}
    return about.broken(path, numbers, {"case": "typical case" if is_typical else "worst case",
                                        "takes_ms": _at_least(over)})


def _at_least(time: Time) -> str:
    """Formats milliseconds; with `at least` if the upper bound is larger."""
    return counted(time.least) if time.least == time.most else f"at least {counted(time.least)}"


def _call_times(system: Landscape, call: Call) -> tuple[Time, Time, Missing | None]:
    """Returns typical time, worst time and missing facts of a call outside flows."""
    from advisor.linter.system.missing import missing_of_call

    typical, worst = typical_of(call, system.times), worst_of(call, system.times)
    return typical, worst, missing_of_call(system, call) if worst.least != worst.most else None


def _step_times(system: Landscape, steps: list[Place]) -> tuple[Time, Time, Missing | None]:
    """Returns typical time, worst time and missing facts of a call over all flows that contain it."""
    from advisor.linter.system.missing import missing_of_step

    typical, worst, missing = NONE, NONE, None
    for timed, step in steps:
        typical, worst = beside(typical, timed.typical[step]), beside(worst, timed.worst[step])
        missing = missing or missing_of_step(system, timed, step)
    return typical, worst, missing
