"""Check `retry-amplification`: retries on a path of calls that multiply."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.analysis.amplification import Amplification, retries
from advisor.analysis.open_facts import missing_attempts
from advisor.linter.check_registry import check, if_stated
from advisor.linter.context import LintContext, Verdict
from advisor.linter.verdicts import (
    deduplicate_questions,
    question_verdict,
    retries_span,
    retry_places,
    satisfied_service,
    service_subject,
)
from advisor.model.practice import Practice


@check("retry-amplification", parameters=("limit",), can_find=if_stated("retries.attempts"),
       is_about_system=True)
def retry_amplification(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields the number of calls per request, for each service at the end of a call path.

    Placeholders: {service}, {first} (first service of the path), {path}, {calls} and {limit} (the maximum number of
    calls).
    """
    return deduplicate_questions(_amplified(context, practice.parameters["limit"]))


def _amplified(context: LintContext, limit: float) -> Iterator[Verdict]:
    system = context.system
    graph = system.graph
    amplification = Amplification(graph)
    for service, into in enumerate(graph.incoming):
        if graph.outgoing[service] or not into:
            continue
        attempts = amplification.attempts[service]
        is_over = attempts.least > limit
        path_calls = amplification.path_to(service, certain=is_over)
        missing = missing_attempts(path_calls)
        if is_over:
            last = next(call for call in reversed(path_calls) if retries(call))
            about = service_subject(system, service, retries_span(system, last))
            path = [graph.names[number] for number in (*(call.sender for call in path_calls), service)]
            others = (call for call in path_calls if call is not last and retries(call))
            yield about.violated(path, {"calls": float(attempts.least), "limit": limit},
                                 related=retry_places(system, others))
        elif attempts.most <= limit or missing is None:
            yield satisfied_service(system, service, into[0])
        elif len(path_calls) > 1:  # one call alone cannot stack retries
            yield question_verdict(system, missing)
