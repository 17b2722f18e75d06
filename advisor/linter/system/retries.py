"""Retries on top of retries: how many calls one request may become."""

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


def retry_amplification(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields how many calls one request may become, for each service where calls end.

    Its sentence may name {service}, {first} (where the way begins), {path}, {calls} and {limit}: the most calls that
    are fine.
    """
    return each_once(_amplified(whole, practice.parameters["limit"]))


def retry_layers(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields how many calls in a row retry, one on top of the other, for each service called where retries begin.

    Its sentence may name {first} (the service where the row begins), {service} (which it calls), {path}, {layers},
    {calls} (the product of their attempts) and {limit}: the most layers that are fine.
    """
    return each_once(_layers(whole, practice.parameters["limit"]))


def _amplified(whole: Whole, limit: float) -> Iterator[Verdict]:
    landscape = landscape_of(whole)
    graph = landscape.graph
    amplification = Amplification(graph)
    for service, into in enumerate(graph.into):
        if graph.out[service] or not into:
            continue
        tries = amplification.tries[service]
        is_over = tries.least > limit
        way = amplification.way_to(service, certain=is_over)
        missing = _first_open(way)
        if is_over:
            last = next(call for call in reversed(way) if _retries(call))
            about = about_service(landscape, service, place_of(landscape, last, RETRIES))
            path = [graph.names[number] for number in (*(call.sender for call in way), service)]
            yield about.broken(path, {"calls": float(tries.least), "limit": limit})
        elif tries.most <= limit or missing is None:
            yield fine_service(landscape, service, into[0])
        elif len(way) > 1:  # a single call of unknown attempts is not asked about
            yield asks(landscape, missing)


def _layers(whole: Whole, limit: float) -> Iterator[Verdict]:
    landscape = landscape_of(whole)
    graph = landscape.graph
    rows = longest_rows(graph, _retries, _may_retry, limit, is_thorough=whole.is_thorough)
    for service, row, is_certain in rows:
        missing = _first_open(row.calls)
        if is_certain:
            about = about_service(landscape, service, place_of(landscape, row.calls[-1], RETRIES))
            calls = min(prod(float(tries_of(call.facts).least) for call in row.calls), LARGEST)
            path = [graph.names[number] for number in row.services]
            yield about.broken(path, {"layers": float(len(row.calls)), "calls": calls, "limit": limit})
        elif missing is not None and len(row.calls) > limit:
            yield asks(landscape, missing)
        else:
            yield fine_service(landscape, service, row.calls[0])


def _retries(call: Call) -> bool:
    return call.blocking is True and tries_of(call.facts).least > 1


def _may_retry(call: Call) -> bool:
    return tries_of(call.facts).most > 1


def _first_open(row: list[Call]) -> Missing | None:
    for call in row:
        if call.blocking is None:
            return Missing(call.id, unstated(call.facts))
        if tries_of(call.facts).most == inf:
            return Missing(call.id, ("retries.attempts",))
    return None
