"""Check `retry-layers`: a chain of calls that all retry."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.analysis.amplification import may_retry, product_of_attempts, retries
from advisor.analysis.call_chains import longest_chains
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


@check("retry-layers", parameters=("limit",), can_find=if_stated("retries.attempts"), is_about_system=True)
def retry_layers(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields the longest chain of retrying calls, for each service called by the first retrying service.

    Placeholders: {first} (first service of the chain), {service} (its callee), {path}, {layers}, {calls} (the product
    of their attempts) and {limit} (the maximum number of layers).
    """
    return deduplicate_questions(_layers(context, practice.parameters["limit"]))


def _layers(context: LintContext, limit: float) -> Iterator[Verdict]:
    system = context.system
    graph = system.graph
    chains = longest_chains(graph, retries, may_retry, limit, is_thorough=context.is_thorough)
    for service, chain, is_certain in chains:
        missing = missing_attempts(chain.calls)
        if is_certain:
            about = service_subject(system, service, retries_span(system, chain.calls[-1]))
            calls = product_of_attempts(chain.calls)
            path = [graph.names[number] for number in chain.services]
            numbers = {"layers": float(len(chain.calls)), "calls": calls, "limit": limit}
            yield about.violated(path, numbers, related=retry_places(system, chain.calls[:-1]))
        elif missing is not None and len(chain.calls) > limit:
            yield question_verdict(system, missing)
        else:
            yield satisfied_service(system, service, chain.calls[0])
