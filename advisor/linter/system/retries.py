"""Checks retry amplification and layered retries."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, prod

from advisor.linter.system.amplification import LARGEST, Amplification
from advisor.linter.system.graph import Call, unstated
from advisor.linter.system.landscape import landscape_of
from advisor.linter.system.rows import longest_rows
from advisor.linter.system.telling import Missing, about_service, asks, each_once, fine_service, place_of
from advisor.linter.system.times import tries_of
from advisor.linter.whole import Verdict, Whole
from advisor.model.practice import Practice

RETRIES = ("retries.attempts", "retries")


def retry_amplification(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields the number of calls per request, for each service at the end of a call path.

    Placeholders: {service}, {first} (first service of the path), {path}, {calls} and {limit} (the maximum number of
    calls).
    """
    return each_once(_amplified(context, practice.parameters["limit"]))


def retry_layers(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields the longest chain of retrying calls, for each service called by the first retrying service.

    Placeholders: {first} (first service of the chain), {service} (its callee), {path}, {layers}, {calls} (the product
    of their attempts) and {limit} (the maximum number of layers).
    """
    return each_once(_layers(context, practice.parameters["limit"]))


def _amplified(context: Whole, limit: float) -> Iterator[Verdict]:
    system = landscape_of(context)
    graph = system.graph
    amplification = Amplification(graph)
    for service, into in enumerate(graph.into):
        if graph.out[service] or not into:
            continue
        attempts = amplification.tries[service]
        is_over = attempts.least > limit
        path_calls = amplification.way_to(service, certain=is_over)
        missing = _first_missing(path_calls)
        if is_over:
            last = next(call for call in reversed(path_calls) if _retries(call))
            about = about_service(system, service, place_of(system, last, RETRIES))
            path = [graph.names[number] for number in (*(call.sender for call in path_calls), service)]
            yield about.broken(path, {"calls": float(attempts.least), "limit": limit})
        elif attempts.most <= limit or missing is None:
            yield fine_service(system, service, into[0])
        elif len(path_calls) > 1:  # one call alone cannot stack retries
            yield asks(system, missing)


def _layers(context: Whole, limit: float) -> Iterator[Verdict]:
    system = landscape_of(context)
    graph = system.graph
    chains = longest_rows(graph, _retries, _may_retry, limit, is_thorough=context.is_thorough)
    for service, chain, is_certain in chains:
        missing = _first_missing(chain.calls)
        if is_certain:
            about = about_service(system, service, place_of(system, chain.calls[-1], RETRIES))
            calls = min(prod(float(tries_of(call.facts).least) for call in chain.calls), LARGEST)
            path = [graph.names[number] for number in chain.services]
            yield about.broken(path, {"layers": float(len(chain.calls)), "calls": calls, "limit": limit})
        elif missing is not None and len(chain.calls) > limit:
            yield asks(system, missing)
        else:
            yield fine_service(system, service, chain.calls[0])


def _retries(call: Call) -> bool:
    return call.blocking is True and tries_of(call.facts).least > 1


def _may_retry(call: Call) -> bool:
    return tries_of(call.facts).most > 1


def _first_missing(calls: list[Call]) -> Missing | None:
    for call in calls:
        if call.blocking is None:
            return Missing(call.id, unstated(call.facts))
        if tries_of(call.facts).most == inf:
            return Missing(call.id, ("retries.attempts",))
    return None
