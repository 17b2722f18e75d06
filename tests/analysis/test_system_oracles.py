"""The formulas for systems agree with what enumerating every path, every branch and every repeat says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf, isclose, prod
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.analysis.availability import is_hard_dependency
from advisor.analysis.graph import is_blocking
from advisor.analysis.queue_drain import drain_minutes, outage_backlog
from advisor.linter.context import LintContext
from tests.systems import LIMITS, Document, documents, judged, violated, whole_of, with_flows

MODES = {"rest": "sync", "grpc": "sync", "message-queue": "async", "event-streaming": "async"}
Edge = tuple[str, str, str, bool]  # caller, callee, interaction, whether it surely waits
Kind = Callable[[Edge], bool]


class Drawn:
    """A document as edges and paths, read in the plainest way there is."""

    def __init__(self, document: Document) -> None:
        self.whole: LintContext = whole_of(document)
        self.document = document
        self.facts = self.whole.facts
        self.edges: list[Edge] = []
        for interaction in document["interactions"]:
            waits = is_blocking(self.facts[interaction["id"]], MODES)
            if waits is not False:
                self.edges += [(interaction["from"], to, interaction["id"], waits is True) for to in interaction["to"]]
        self.reached = {name: self._reachable(name) for name in document["services"]}
        self.ahead = [edge for edge in self.edges if edge[0] not in self.reached[edge[1]] and edge[0] != edge[1]]

    def _reachable(self, start: str) -> set[str]:
        found: set[str] = set()
        todo = [start]
        while todo:
            here = todo.pop()
            for edge in self.edges:
                if edge[0] == here and edge[1] not in found:
                    found.add(edge[1])
                    todo.append(edge[1])
        return found

    def paths_from(self, start: str, kind: Kind) -> Iterator[list[Edge]]:
        """Yields every path of edges of a kind that lead ahead."""
        for edge in self.ahead:
            if edge[0] == start and kind(edge):
                yield [edge]
                for rest in self.paths_from(edge[1], kind):
                    yield [edge, *rest]

    def paths(self, kind: Kind) -> Iterator[list[Edge]]:
        for name in self.document["services"]:
            yield from self.paths_from(name, kind)

    def tries(self, name: str) -> tuple[float, float]:
        repeats = self.facts[name].get("retries.attempts")
        return (1, inf) if repeats is None else (1 + repeats, 1 + repeats)


def waits(edge: Edge) -> bool:
    return edge[3]


def outcomes(drawn: Drawn, check: str) -> dict[str, str]:
    return {verdict.subject: verdict.outcome for verdict in judged(drawn.whole, check)}


@settings(max_examples=150, deadline=None)
@given(documents())
def test_chains_are_the_longest_of_all_paths(document: Document) -> None:
    drawn = Drawn(document)
    called = {edge[1] for edge in drawn.edges}
    longest: dict[str, int] = {}
    for path in drawn.paths(waits):
        if path[0][0] not in called:
            longest[path[0][1]] = max(longest.get(path[0][1], 0), len(path))
    limit = LIMITS["sync-chain"]["limit"]
    found = violated(drawn.whole, "sync-chain")
    assert {name: verdict.numbers["calls"] for name, verdict in found.items()} == {
        name: length for name, length in longest.items() if length > limit}
    for verdict in found.values():
        assert any([verdict.path[0], *(edge[1] for edge in path)] == list(verdict.path) for path in drawn.paths(waits))


@settings(max_examples=150, deadline=None)
@given(documents())
def test_every_circle_is_found_and_every_found_one_is_a_circle(document: Document) -> None:
    drawn = Drawn(document)
    certain = {(edge[0], edge[1]) for edge in drawn.edges if waits(edge)}
    in_circle = {name for name in document["services"] if _leads_to(certain, name, name)}
    found = violated(drawn.whole, "sync-cycle")
    assert bool(found) == bool(in_circle)
    for verdict in found.values():
        assert verdict.path[0] == verdict.path[-1]
        assert all(pair in certain for pair in zip(verdict.path, verdict.path[1:], strict=False))
    groups = {frozenset(other for other in drawn.reached[name] if name in drawn.reached[other]) for name in in_circle}
    assert len(found) == len(groups)


def _leads_to(edges: set[tuple[str, str]], start: str, end: str) -> bool:
    todo, seen = [start], set()
    while todo:
        here = todo.pop()
        for one, other in edges:
            if one == here and other == end:
                return True
            if one == here and other not in seen:
                seen.add(other)
                todo.append(other)
    return False


@settings(max_examples=150, deadline=None)
@given(documents(most=11))
def test_amplification_is_the_largest_product_of_all_paths(document: Document) -> None:
    drawn = Drawn(document)
    callers = {edge[0] for edge in drawn.edges}
    products: dict[str, float] = {}
    for path in drawn.paths(waits):
        product = prod(drawn.tries(edge[2])[0] for edge in path)
        products[path[-1][1]] = max(products.get(path[-1][1], 1), product)
    limit = LIMITS["retry-amplification"]["limit"]
    found = violated(drawn.whole, "retry-amplification")
    assert {name: verdict.numbers["calls"] for name, verdict in found.items()} == {
        name: product for name, product in products.items() if name not in callers and product > limit}


@settings(max_examples=150, deadline=None)
@given(documents(most=11))
def test_layers_are_the_longest_row_of_retrying_calls(document: Document) -> None:
    drawn = Drawn(document)
    receiving = {edge[1] for edge in drawn.edges if drawn.tries(edge[2])[1] > 1}
    rows: dict[str, int] = {}
    for path in drawn.paths(lambda edge: waits(edge) and drawn.tries(edge[2])[0] > 1):
        if path[0][0] not in receiving:
            rows[path[0][1]] = max(rows.get(path[0][1], 0), len(path))
    found = violated(drawn.whole, "retry-layers")
    assert {name: verdict.numbers["layers"] for name, verdict in found.items()} == {
        name: length for name, length in rows.items() if length > 1}


# Times


def _waits(facts: dict[str, Any]) -> tuple[float, float]:
    """The waits between attempts, one by one."""
    repeats, backoff, first = (facts.get(f"retries.{name}") for name in ("attempts", "backoff", "first_wait_ms"))
    if repeats == 0 or backoff == "none" or first == 0:
        return 0, 0
    if repeats is None or backoff is None or first is None:
        return 0, inf
    total, wait = 0, first
    for _ in range(repeats):
        total += wait
        wait = wait if backoff == "fixed" else 2 * wait
    return total, total


def _need(drawn: Drawn, name: str, callee: tuple[float, float]) -> tuple[float, float]:
    facts = dict(drawn.facts[name])
    timeout, tries, pauses = facts.get("timeout_ms"), drawn.tries(name), _waits(facts)
    one = callee if timeout == "none" else (0, inf) if timeout is None else (timeout, timeout)
    return tries[0] * one[0] + pauses[0], tries[1] * one[1] + pauses[1]


def _p99(drawn: Drawn, service: str) -> tuple[float, float]:
    stated = drawn.document["services"][service].get("latency_ms")
    return (stated["p99"], stated["p99"]) if stated else (0, inf)


def _take(drawn: Drawn, service: str) -> tuple[float, float]:
    """What a service takes at worst: at least along its most expensive path, at most all its calls in turn."""
    least, most = _p99(drawn, service)
    calls: dict[str, bool] = {edge[2]: edge[3] for edge in drawn.ahead if edge[0] == service}
    needs = [(_call(drawn, name), certain) for name, certain in calls.items()]
    return least + max((need[0] for need, certain in needs if certain), default=0), most + sum(
        need[1] for need, _ in needs)


def _call(drawn: Drawn, name: str) -> tuple[float, float]:
    takes = [_take(drawn, edge[1]) for edge in drawn.ahead if edge[2] == name]
    return _need(drawn, name, (max(take[0] for take in takes), max(take[1] for take in takes)))


@settings(max_examples=150, deadline=None)
@given(documents(services=5, most=7))
def test_a_timeout_is_too_short_exactly_where_the_longest_inner_call_needs_more(document: Document) -> None:
    drawn = Drawn(document)
    expected, settled = {}, set()
    for interaction in document["interactions"]:
        name = interaction["id"]
        timeout = drawn.facts[name].get("timeout_ms")
        if is_blocking(drawn.facts[name], MODES) and isinstance(timeout, int):
            callees = {edge[1] for edge in drawn.ahead if edge[2] == name}
            inner = {edge[2]: edge[3] for edge in drawn.ahead if edge[0] in callees}
            needs = {other: (_call(drawn, other)[0] if certain else 0, _call(drawn, other)[1])
                     for other, certain in inner.items()}
            if max((need[0] for need in needs.values()), default=0) > timeout:
                expected[name] = max(need[0] for need in needs.values())
            elif needs and max(need[1] for need in needs.values()) <= timeout:
                settled.add(name)
    found = violated(drawn.whole, "timeout-inversion")
    assert {name: verdict.numbers["need_ms"] for name, verdict in found.items()} == expected
    fine = {verdict.subject for verdict in judged(drawn.whole, "timeout-inversion") if verdict.outcome == "satisfied"}
    assert fine == settled


@settings(max_examples=150, deadline=None)
@given(documents(services=4, most=6))
def test_the_times_of_services_are_those_of_all_paths_below_them(document: Document) -> None:
    drawn = Drawn(document)
    landscape = drawn.whole.system
    for name in document["services"]:
        least, most = _take(drawn, name)
        time = landscape.times.worst[landscape.graph.indexes[name]]
        assert isclose(time.least, least)
        assert time.most == most or isclose(time.most, most)


@settings(max_examples=150, deadline=None)
@given(documents(known=True, services=4, most=6))
def test_where_all_is_known_what_is_shown_is_the_sum_of_everything_below(document: Document) -> None:
    landscape = Drawn(document).whole.system
    for time in (*landscape.times.worst, *landscape.times.typical):
        assert time.displayed == time.most < inf
        assert time.least <= time.most


# Flows


def _parents(steps: list[Any], drawn: Drawn) -> dict[tuple[int, ...], tuple[int, ...] | None]:
    """For each step, by its position in the nested lists, the latest step before it that reached its caller."""
    interactions = {interaction["id"]: interaction for interaction in drawn.document["interactions"]}
    positions = list(_positions(steps, ()))
    found: dict[tuple[int, ...], tuple[int, ...] | None] = {}
    for number, (place, name) in enumerate(positions):
        before = [(other, step) for other, step in positions[:number] if _is_before(other, place)
                  and interactions[name]["from"] in interactions[step]["to"]]
        waited = [other for other, step in before if is_blocking(drawn.facts[step], MODES) is not False]
        found[place] = (waited or [other for other, _ in before] or [None])[-1]
    return found


def _positions(steps: list[Any], around: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str]]:
    for number, step in enumerate(steps):
        if isinstance(step, list):
            yield from _positions(step, (*around, number))
        else:
            yield (*around, number), step


def _is_before(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two positions part in a sequence (lists at an even depth), not in a parallel list."""
    depth = next(depth for depth, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return depth % 2 == 0


class FlowOracle:
    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.steps = drawn.document["flows"][0]["steps"]
        self.parents = _parents(self.steps, drawn)
        self.to = {interaction["id"]: interaction["to"] for interaction in drawn.document["interactions"]}
        self.sender = {interaction["id"]: interaction["from"] for interaction in drawn.document["interactions"]}

    def within(self, parent: tuple[int, ...] | None, sender: str | None, what: Any = None,
               place: tuple[int, ...] = ()) -> tuple[float, float]:
        """Walks the nested lists and takes only what one step makes (from one of its receivers)."""
        what = self.steps if what is None else what
        if isinstance(what, list):
            parts = [self.within(parent, sender, item, (*place, number)) for number, item in enumerate(what)]
            fold: Callable[[Any], float] = max if len(place) % 2 else sum
            return fold(part[0] for part in parts), fold(part[1] for part in parts)
        if self.parents[place] != parent or (sender is not None and self.sender[what] != sender):
            return 0, 0
        waits = is_blocking(self.drawn.facts[what], MODES)
        if waits is False:
            return 0, 0
        least, most = self.need(place, what)
        return (least if waits else 0), most

    def need(self, place: tuple[int, ...], name: str) -> tuple[float, float]:
        takes = []
        for service in self.to[name]:
            own, inner = _p99(self.drawn, service), self.within(place, service)
            takes.append((own[0] + inner[0], own[1] + inner[1]))
        return _need(self.drawn, name, (max(take[0] for take in takes), max(take[1] for take in takes)))


@settings(max_examples=300, deadline=None)
@given(with_flows(documents(services=4)))
def test_a_flow_takes_the_sum_in_sequence_and_the_longest_branch_in_parallel(document: Document) -> None:
    drawn = Drawn(document)
    least, most = FlowOracle(drawn).within(None, None)
    (timed,) = drawn.whole.system.flows
    assert isclose(timed.worst[-1].least, least)
    assert timed.worst[-1].most == most or isclose(timed.worst[-1].most, most)
    budget = document["flows"][0]["latency_budget_ms"]
    verdict = next(verdict for verdict in judged(drawn.whole, "latency-over-budget"))
    if most <= budget and timed.typical[-1].least <= budget:
        assert (verdict.subject, verdict.outcome) == ("flow", "satisfied")
    assert ("flow" in violated(drawn.whole, "latency-over-budget")) == (
        least > budget or timed.typical[-1].least > budget)


# Availability


@settings(max_examples=150, deadline=None)
@given(documents(fallbacks=True))
def test_what_must_be_up_is_everything_on_a_path_of_calls_without_a_way_round(document: Document) -> None:
    drawn = Drawn(document)
    found = violated(drawn.whole, "availability-below-target")
    certain = {(edge[0], edge[1]) for edge in drawn.edges if is_hard_dependency(edge[3] or None, drawn.facts[edge[2]])}
    expected = {}
    for name, service in document["services"].items():
        needed = {other for other in document["services"] if other != name and _leads_to(certain, name, other)}
        product = prod(document["services"][other].get("availability", 1) for other in needed)
        if service.get("availability", 0) > product and not isclose(product, service["availability"]):
            expected[name] = product
    close = {name for name, verdict in found.items()
             if isclose(verdict.numbers["availability"], verdict.numbers["target"])}
    assert found.keys() - close == expected.keys()
    for name, product in expected.items():
        assert isclose(found[name].numbers["availability"], product)


# Queues


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 60), st.integers(1, 5))
def test_a_backlog_drains_as_a_simulation_second_by_second_says(rate: int, consumed: int, outage: int) -> None:
    waiting, seconds = rate * 60 * outage, 0
    assert outage_backlog(rate, outage) == waiting
    if consumed <= rate:
        assert drain_minutes(rate, consumed, outage) == inf
        return
    while waiting > 0:
        waiting += rate - consumed
        seconds += 1
    assert -1e-6 <= seconds - drain_minutes(rate, consumed, outage) * 60 < 1 + 1e-6
