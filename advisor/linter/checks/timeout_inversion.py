"""Check `timeout-inversion`: a timeout shorter than the longest wait of a nested call."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.analysis.nested_calls import NestedCalls
from advisor.analysis.open_facts import MissingFacts
from advisor.analysis.times import exceeds
from advisor.linter.check_registry import check, if_stated
from advisor.linter.context import SATISFIED, LintContext, Verdict
from advisor.linter.spans import value_span
from advisor.linter.verdicts import (
    FLOW_REQUEST,
    call_subject,
    deduplicate_questions,
    format_lower_bound,
    interaction_of,
    question_verdict,
)
from advisor.linter.wording import message_values
from advisor.model.practice import Practice
from advisor.text.quoting import format_value, quote_value


@check("timeout-inversion", can_find=if_stated("timeout_ms"), is_about_system=True)
def timeout_inversion(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each call with a timeout and nested calls, compared with the longest wait of a nested call.

    Nested calls come from a flow if it covers the callee, else all calls of the callee count. Placeholders:
    {timeout_ms}, {need_ms}, {called} (the longest nested call) and {path}, besides those of every interaction.
    """
    return deduplicate_questions(_inversions(context))


def _inversions(context: LintContext) -> Iterator[Verdict]:
    system = context.system
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
            values = {"called": format_value(inner.least), "need_ms": format_lower_bound(inner.wait)}
            nested = interaction_of(system, system.graph.calls[inner.least])
            place = (value_span(nested, ("timeout_ms", "retries.attempts", "retries")),
                     f"{values['called']} may take {values['need_ms']} ms")
            yield about.violated([call.id, inner.least], numbers, values, [place])
        else:
            missing = inner_needs.missing(inner)
            because = f"Is {quote_value(inner.most)} made within {quote_value(call.id)}? {FLOW_REQUEST}"
            yield question_verdict(system, missing) if missing else about.unknown(because)
