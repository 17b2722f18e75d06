"""Checks retry amplification and layered retries."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, prod

from advisor.linter.context import LintContext, Verdict
from advisor.linter.system.amplification import MAX_PRODUCT, Amplification
from advisor.linter.system.graph import SyncCall, missing_mode_facts
from advisor.linter.system.landscape import get_system_model
from advisor.linter.system.rows import longest_chains
from advisor.linter.system.telling import (
    MissingFacts,
    deduplicate_questions,
    fact_span,
    question_verdict,
    satisfied_service,
    service_subject,
)
from advisor.linter.system.times import attempts_of
from advisor.model.practice import Practice

RETRIES = ("retries.attempts", "retries")


def retry_amplification(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields the number of calls per request, for each service at the end of a call path.

    Placeholders: {service}, {first} (first service of the path), {path}, {calls} and {limit} (the maximum number of
    calls).
    """
    return deduplicate_questions(_amplified(context, practice.parameters["limit"]))


def retry_layers(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields the longest chain of retrying calls, for each service called by the first retrying service.

    Placeholders: {first} (first service of the chain), {service} (its callee), {path}, {layers}, {calls} (the product
    of their attempts) and {limit} (the maximum number of layers).
    """
    return deduplicate_questions(_layers(context, practice.parameters["limit"]))


def _amplified(context: LintContext, limit: float) -> Iterator[Verdict]:
    system = get_system_model(context)
    graph = system.graph
    amplification = Amplification(graph)
    for service, into in enumerate(graph.incoming):
        if graph.outgoing[service] or not into:
            continue
        attempts = amplification.attempts[service]
        is_over = attempts.least > limit
        path_calls = amplification.path_to(service, certain=is_over)
        missing = _first_missing(path_calls)
        if is_over:
            last = next(call for call in reversed(path_calls) if _retries(call))
            about = service_subject(system, service, fact_span(system, last, RETRIES))
            path = [graph.names[number] for number in (*(call.sender for call in path_calls), service)]
            yield about.violated(path, {"calls": float(attempts.least), "limit": limit})
        elif attempts.most <= limit or missing is None:
            yield satisfied_service(system, service, into[0])
        elif len(path_calls) > 1:  # one call alone cannot stack retries
            yield question_verdict(system, missing)


def _layers(context: LintContext, limit: float) -> Iterator[Verdict]:
    system = get_system_model(context)
    graph = system.graph
    chains = longest_chains(graph, _retries, _may_retry, limit, is_thorough=context.is_thorough)
    for service, chain, is_certain in chains:
        missing = _first_missing(chain.calls)
        if is_certain:
            about = service_subject(system, service, fact_span(system, chain.calls[-1], RETRIES))
            calls = min(prod(float(attempts_of(call.facts).least) for call in chain.calls), MAX_PRODUCT)
            path = [graph.names[number] for number in chain.services]
            yield about.violated(path, {"layers": float(len(chain.calls)), "calls": calls, "limit": limit})
        elif missing is not None and len(chain.calls) > limit:
            yield question_verdict(system, missing)
        else:
            yield satisfied_service(system, service, chain.calls[0])


def _retries(call: SyncCall) -> bool:
    return call.blocking is True and attempts_of(call.facts).least > 1


def _may_retry(call: SyncCall) -> bool:
    return attempts_of(call.facts).most > 1


def _first_missing(calls: list[SyncCall]) -> MissingFacts | None:
    for call in calls:
        if call.blocking is None:
            return MissingFacts(call.id, missing_mode_facts(call.facts))
        if attempts_of(call.facts).most == inf:
            return MissingFacts(call.id, ("retries.attempts",))
    return None
