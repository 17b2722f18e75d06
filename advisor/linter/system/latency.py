"""Time against what is allowed: budgets of flows and calls, and timeouts that are shorter than the work behind them."""

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


def latency_over_budget(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each flow and each call with a latency budget, in the typical case and in the worst.

    Its sentence may name {subject}, {case} (`typical case` or `worst case`), {takes_ms}, {budget_ms} and {path}.
    """
    return each_once(_budgets(whole))


def timeout_inversion(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each call with a timeout whose callee makes calls in its turn, and what the longest of them needs.

    Where a flow says what the callee calls within it, that counts; else all that it calls. Its sentence may name
    {timeout_ms}, {need_ms}, {called} (the longest inner call) and {path}, besides what every interaction has.
    """
    return each_once(_inversions(whole))


def _budgets(whole: Whole) -> Iterator[Verdict]:
    landscape = landscape_of(whole)
    for timed in landscape.flows:
        budget = timed.flow.latency_budget_ms
        if budget is not None:
            about = About(timed.flow.id, "", first_line(timed.flow.span), {"subject": shown(timed.flow.id)})
            path = [timed.steps[place].interaction.id for place in timed.children[-1] if timed.steps[place].blocking]
            from advisor.linter.system.missing import missing_of_flow

            yield _judged(landscape, about, budget, timed.typical[-1], timed.worst[-1], path,
                          missing_of_flow(landscape, timed))
    steps = steps_by_id(landscape)
    for interaction in whole.architecture.interactions:
        facts = whole.facts[interaction.id]
        budget = facts.get("latency_budget_ms")
        blocking = is_blocking(facts, whole.engine.terms.modes) if budget is not None else False
        if budget is None or blocking is False:
            continue
        about = about_call(interaction, value_span(interaction, "latency_budget_ms"), values_of(interaction))
        if blocking is None:
            yield asks(landscape, Missing(interaction.id, unstated(facts)))
            continue
        call, found = landscape.graph.calls[interaction.id], steps.get(interaction.id, [])
        if found or call.ahead:  # a circle of calls is named by its own practice
            typical, worst, missing = _of_steps(landscape, found) if found else _of_call(landscape, call)
            yield _judged(landscape, about, budget, typical, worst, [interaction.id], missing)


def _inversions(whole: Whole) -> Iterator[Verdict]:
    landscape = landscape_of(whole)
    inner_needs = InnerNeeds(landscape)
    for call in landscape.graph.calls.values():
        timeout = call.facts.get("timeout_ms")
        if call.blocking is None or isinstance(timeout, str) or (timeout is None and not whole.is_thorough):
            continue
        inner = inner_needs.of(call)
        if inner is None or not (whole.is_thorough or exceeds(inner.need.least, timeout or 0)):
            continue
        interaction = whole.architecture.interactions[call.number]
        if timeout is None:
            yield asks(landscape, Missing(call.id, ("timeout_ms",)))
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
            yield asks(landscape, missing) if missing else about.unclear(because)


def _judged(landscape: Landscape, about: About, budget: float, typical: Time, worst: Time, path: list[str],
            missing: Missing | None) -> Verdict:
    is_typical = exceeds(typical.least, budget)
    if not is_typical and not exceeds(worst.most, budget):
        return about.fine()
    if not is_typical and not exceeds(worst.least, budget):
        because = f"Which calls count against the latency budget of {quoted(about.subject)}? {WHICH}"
        return asks(landscape, missing) if missing else about.unclear(because)
    over = typical if is_typical else worst
    numbers = {"takes_ms": float(over.least), "budget_ms": float(budget)}
    numbers |= {name: float(time.least) for name, time in (("typical_ms", typical), ("worst_ms", worst))
                if time.least == time.told and time.least > 0}
    return about.broken(path, numbers, {"case": "typical case" if is_typical else "worst case",
                                        "takes_ms": _at_least(over)})


def _at_least(time: Time) -> str:
    """Returns milliseconds; `at least` where waits or anything else may come on top."""
    return counted(time.least) if time.least == time.most else f"at least {counted(time.least)}"


def _of_call(landscape: Landscape, call: Call) -> tuple[Time, Time, Missing | None]:
    """Returns the typical and the worst case of a call that no flow mentions."""
    from advisor.linter.system.missing import missing_of_call

    typical, worst = typical_of(call, landscape.times), worst_of(call, landscape.times)
    return typical, worst, missing_of_call(landscape, call) if worst.least != worst.most else None


def _of_steps(landscape: Landscape, places: list[Place]) -> tuple[Time, Time, Missing | None]:
    """Returns the typical and the worst case of a call in all flows that mention it."""
    from advisor.linter.system.missing import missing_of_step

    typical, worst, missing = NONE, NONE, None
    for timed, step in places:
        typical, worst = beside(typical, timed.typical[step]), beside(worst, timed.worst[step])
        missing = missing or missing_of_step(landscape, timed, step)
    return typical, worst, missing
