"""System checks: what they find in small designs, what they leave open, and what never changes their mind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from advisor.analysis.queue_drain import drain_minutes, outage_backlog
from advisor.linter.async_improvements import async_improvements
from advisor.linter.context import LintContext, Verdict
from advisor.linter.flow_reviews import flow_reviews
from benchmarks import systems
from tests import ROOT
from tests.systems import (
    SYSTEM_CHECKS,
    Document,
    documents,
    engine,
    judged,
    read,
    removals,
    violated,
    whole_of,
    with_flows,
)

PAGE = ROOT / "docs" / "how-it-decides.md"
HEAD = "version: 1\n"


def calls(*lines: str, services: str = "", flows: str = "") -> LintContext:
    """Returns an architecture from lines such as `a > b: needs {...} design {...}`; its calls are i0, i1, ..."""
    items = []
    for number, line in enumerate(lines):
        ends, _, facts = line.partition(":")
        sender, _, receivers = ends.partition(">")
        items.append(f"  - {{id: i{number}, from: {sender.strip()}, to: [{receivers.strip()}]{facts.strip() and ', '}"
                     f"{facts.strip()}}}\n")
    return read(f"{HEAD}{services and f'services: {services}'}\ninteractions:\n{''.join(items)}"
                f"{flows and f'flows: {flows}'}\n")


def rest(**design: object) -> str:
    return f"needs: {{needs_response: true}}, design: {json.dumps({'pattern': 'rest', **design})}"


def only(verdicts: list[Verdict], outcome: str) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.outcome == outcome]


def questions(verdicts: list[Verdict]) -> list[tuple[str, tuple[str, ...]]]:
    return [(verdict.subject, verdict.facts) for verdict in only(verdicts, "unknown")]


# Chains and circles


def test_callers_that_share_a_chain_are_told_of_it_once() -> None:
    whole = calls(*(f"{pair}: {rest()}" for pair in ("web > gate", "app > gate", "gate > shop", "shop > stock")))
    (found,) = only(judged(whole, "sync-chain", limit=2), "violated")
    assert (found.subject, found.path, found.numbers) == (
        "gate", ("web", "gate", "shop", "stock"), {"calls": 3, "limit": 2})
    assert found.values["path"] == "web -> gate -> shop -> stock"
    assert only(judged(whole, "sync-chain", limit=3), "violated") == []


def test_a_message_ends_a_chain_and_silence_is_asked_about() -> None:
    sent = calls(f"a > b: {rest()}", "b > c: design: {pattern: message-queue}", f"c > d: {rest()}")
    assert violated(sent, "sync-chain", limit=1) == {}
    silent = calls(f"a > b: {rest()}", "b > c", f"c > d: {rest()}")
    assert questions(judged(silent, "sync-chain", limit=2)) == [("i1", ("needs_response",))]
    assert violated(silent, "sync-chain", limit=2) == {}


def test_a_call_by_rest_blocks_even_where_nobody_needs_the_answer() -> None:
    whole = calls("a > b: needs: {needs_response: false}, design: {pattern: rest}", f"b > c: {rest()}")
    assert violated(whole, "sync-chain", limit=1).keys() == {"b"}


def test_a_circle_is_shown_the_shortest_way_round() -> None:
    whole = calls(*(f"{pair}: {rest()}" for pair in ("a > b", "b > c", "c > d", "d > b", "c > b")))
    assert {name: found.path for name, found in violated(whole, "sync-cycle").items()} == {"b": ("b", "c", "b")}


def test_a_service_that_calls_itself_is_a_circle() -> None:
    assert violated(calls(f"a > a: {rest()}"), "sync-cycle")["a"].path == ("a", "a")


def test_a_circle_that_may_be_broken_by_a_message_is_a_question() -> None:
    found = judged(calls(f"a > b: {rest()}", "b > a"), "sync-cycle")
    assert questions(found) == [("i1", ("needs_response",))]
    sent = calls(f"a > b: {rest()}", "b > a: design: {pattern: message-queue}")
    assert {verdict.outcome for verdict in judged(sent, "sync-cycle")} == {"satisfied"}


# Retries


def test_three_layers_of_retries_turn_one_request_into_27_calls() -> None:
    thrice = rest(retries={"attempts": 2})
    whole = calls(f"a > b: {thrice}", f"b > c: {thrice}", f"c > d: {thrice}")
    (found,) = violated(whole, "retry-amplification", limit=10).values()
    assert (found.subject, found.numbers["calls"], found.path) == ("d", 27, ("a", "b", "c", "d"))
    assert violated(whole, "retry-amplification", limit=27) == {}
    (layers,) = violated(whole, "retry-layers", limit=1).values()
    assert (layers.numbers["layers"], layers.numbers["calls"]) == (3, 27)
    assert violated(whole, "retry-layers", limit=3) == {}


def test_retries_that_do_not_touch_are_no_layers() -> None:
    whole = calls(f"a > b: {rest(retries={'attempts': 1})}", f"b > c: {rest(retries='none')}",
                  f"c > d: {rest(retries={'attempts': 1})}")
    assert {verdict.outcome for verdict in judged(whole, "retry-layers", limit=1)} == {"satisfied"}


def test_unstated_retries_are_asked_about_where_they_would_multiply() -> None:
    whole = calls(f"a > b: {rest(retries={'attempts': 2})}", f"b > c: {rest()}", f"x > y: {rest()}")
    assert questions(judged(whole, "retry-amplification", limit=10)) == [("i1", ("retries.attempts",))]
    assert ("i1", ("retries.attempts",)) in questions(judged(whole, "retry-layers", limit=1))


def test_a_finding_points_at_the_retries() -> None:
    whole = calls(f"a > b: {rest(retries={'attempts': 2})}", f"b > c: {rest(retries={'attempts': 4})}")
    (found,) = violated(whole, "retry-amplification", limit=10).values()
    assert found.span.source.text[found.span.start : found.span.end] == "4"


# Times


@pytest.mark.parametrize(("design", "needed"), [
    ({"timeout_ms": 100, "retries": "none"}, 100),
    ({"timeout_ms": 100, "retries": {"attempts": 2, "backoff": "none"}}, 300),
    ({"timeout_ms": 100, "retries": {"attempts": 2, "backoff": "fixed", "first_wait_ms": 10}}, 320),
    ({"timeout_ms": 100, "retries": {"attempts": 3, "backoff": "exponential", "first_wait_ms": 10}}, 470),
    ({"timeout_ms": 100, "retries": {"attempts": 1, "backoff": "fixed"}}, 200),  # waits may come on top
])
def test_a_timeout_must_cover_the_attempts_and_waits_behind_it(design: dict[str, object], needed: int) -> None:
    for timeout, is_broken in ((needed, False), (needed - 1, True)):
        whole = calls(f"a > b: {rest(timeout_ms=timeout)}", f"b > c: {rest(**design)}")
        found = violated(whole, "timeout-inversion")
        assert (set(found) == {"i0"}) is is_broken
        if is_broken:
            assert found["i0"].numbers == {"timeout_ms": timeout, "need_ms": needed}
            assert found["i0"].path == ("i0", "i1")


def test_unknown_waits_make_a_need_at_least_what_the_attempts_take() -> None:
    inner = rest(timeout_ms=100, retries={"attempts": 1, "backoff": "fixed"})
    broken = violated(calls(f"a > b: {rest(timeout_ms=150)}", f"b > c: {inner}"), "timeout-inversion")
    assert broken["i0"].values["need_ms"] == "at least 200"
    left_open = judged(calls(f"a > b: {rest(timeout_ms=250)}", f"b > c: {inner}"), "timeout-inversion")
    assert questions(left_open) == [("i1", ("retries.first_wait_ms",))]


def test_a_call_without_a_timeout_needs_what_its_callee_takes_with_all_it_calls() -> None:
    twice = {"attempts": 1, "backoff": "none"}
    whole = calls(f"a > b: {rest(timeout_ms=500)}", f"b > c: {rest(timeout_ms='none', retries=twice)}",
                  f"c > d: {rest(timeout_ms=200, retries='none')}",
                  services="{a: {}, b: {}, d: {}, c: {latency_ms: {p99: 60}}}")
    assert violated(whole, "timeout-inversion")["i0"].numbers["need_ms"] == 2 * (60 + 200)


def test_an_unknown_timeout_below_is_asked_for_and_so_is_an_unknown_latency() -> None:
    whole = calls(f"a > b: {rest(timeout_ms=500)}", f"b > c: {rest(retries='none')}")
    assert questions(judged(whole, "timeout-inversion")) == [("i1", ("timeout_ms",))]
    whole = calls(f"a > b: {rest(timeout_ms=500)}", f"b > c: {rest(timeout_ms='none', retries='none')}",
                  services="{a: {}, b: {}, c: {}}")
    assert questions(judged(whole, "timeout-inversion")) == [("c", ("latency_ms.p99",))]


def test_a_flow_says_which_calls_are_made_within() -> None:
    lines = [f"a > b: {rest(timeout_ms=300, retries='none')}", f"b > c: {rest(timeout_ms=200, retries='none')}",
             f"b > d: {rest(timeout_ms=900, retries='none')}"]
    assert violated(calls(*lines), "timeout-inversion").keys() == {"i0"}
    assert violated(calls(*lines, flows="[{id: f, steps: [i0, i1]}]"), "timeout-inversion") == {}
    assert violated(calls(*lines, flows="[{id: f, steps: [i0, i2]}]"), "timeout-inversion").keys() == {"i0"}


def test_a_flow_that_says_nothing_of_the_callee_leaves_it_to_all_that_it_calls() -> None:
    lines = [f"a > b: {rest(timeout_ms=300, retries='none')}", f"b > d: {rest(timeout_ms=900, retries='none')}"]
    assert violated(calls(*lines, flows="[{id: f, steps: [i0]}]"), "timeout-inversion").keys() == {"i0"}


def test_a_step_is_made_within_the_latest_that_reached_its_caller_and_none_of_another_branch() -> None:
    lines = [f"a > b: {rest()}", f"c > b: {rest()}", f"b > d: {rest()}"]
    for steps, expected in (("[i0, [[i1, i2]]]", [("i0", 0), ("i1", 0), ("i2", 1)]),
                            ("[i0, [i1, i2]]", [("i0", 0), ("i2", 1), ("i1", 0)]),
                            ("[i0, [i1, i0], i2]", [("i0", 0), ("i1", 0), ("i0", 0), ("i2", 1)])):
        (flow,) = flow_reviews(calls(*lines, flows=f"[{{id: f, steps: {steps}}}]"))
        assert [(hop.interaction, hop.depth) for hop in flow.hops] == expected


def budget_of(whole: LintContext) -> tuple[str, str, str]:
    (found,) = only(judged(whole, "latency-over-budget"), "violated")
    return found.subject, found.values["case"], found.values["takes_ms"]


def test_a_budget_is_broken_in_the_typical_case_or_in_the_worst() -> None:
    services = "{a: {}, b: {latency_ms: {p50: 30, p99: 90}}, c: {latency_ms: {p50: 40, p99: 90}}}"
    lines = [f"a > b: {rest(timeout_ms=100, retries='none')}", f"b > c: {rest(timeout_ms=100, retries='none')}"]
    for budget, case in ((60, ("f", "typical case", "70")), (80, ("f", "worst case", "100"))):
        flow = f"[{{id: f, steps: [i0, i1], latency_budget_ms: {budget}}}]"
        assert budget_of(calls(*lines, services=services, flows=flow)) == case
    within = calls(*lines, services=services, flows="[{id: f, steps: [i0, i1], latency_budget_ms: 100}]")
    assert only(judged(within, "latency-over-budget"), "satisfied")


def test_parallel_steps_cost_the_longest_and_sequences_their_sum() -> None:
    lines = [f"a > {name}: {rest(timeout_ms=time, retries='none')}" for name, time in
             (("b", 10), ("c", 20), ("d", 40), ("e", 80))]
    for steps, cost in (("[i0, i1, i2, i3]", 150), ("[i0, [i1, i2, i3]]", 90), ("[[i3, [i0, i1, i2]]]", 80),
                        ("[[i2, [i0, [i1, i2]]]]", 50)):
        flow = f"[{{id: f, steps: {steps}, latency_budget_ms: 1}}]"
        assert budget_of(calls(*lines, flows=flow)) == ("f", "worst case", str(cost))


def test_what_a_message_sets_off_takes_no_time_of_the_flow() -> None:
    whole = calls(f"a > b: {rest(timeout_ms=50, retries='none')}", "b > c: design: {pattern: event-streaming}",
                  f"c > d: {rest(timeout_ms=900, retries='none')}",
                  flows="[{id: f, steps: [i0, i1, i2], latency_budget_ms: 60}]")
    assert violated(whole, "latency-over-budget") == {}
    (flow,) = flow_reviews(whole)
    assert [(hop.interaction, hop.depth, hop.blocking) for hop in flow.hops] == [
        ("i0", 0, True), ("i1", 1, False), ("i2", 2, True)]
    assert flow.worst_ms == 50


def test_which_calls_count_is_asked_where_no_flow_says_it() -> None:
    inner = rest(timeout_ms=60, retries="none")
    whole = calls("a > b: needs: {needs_response: true, latency_budget_ms: 100}, "
                  "design: {pattern: rest, timeout_ms: none, retries: none}", f"b > c: {inner}", f"b > d: {inner}",
                  services="{a: {}, b: {latency_ms: {p50: 1, p99: 10}}, c: {}, d: {}}")
    (question,) = only(judged(whole, "latency-over-budget"), "unknown")
    assert question.question.endswith("Say in a flow which calls belong together.")


# Availability


THREE = "{a: {availability: 0.9985}, b: {availability: 0.999}, c: {availability: 0.999}}"


@pytest.mark.parametrize(("second", "outcome"), [
    (rest(), "violated"),
    (rest(fallback="none"), "violated"),
    (rest(fallback="a cached price"), "satisfied"),
    ("needs: {needs_response: false}, design: {pattern: message-queue}", "satisfied"),
    ("design: {pattern: rest}", "unknown"),
    ("design: {pattern: rest, fallback: none}", "violated"),
    ("", "unknown"),
])
def test_what_is_waited_for_multiplies(second: str, outcome: str) -> None:
    verdict = judged(calls(f"a > b: {rest()}", f"b > c: {second}", services=THREE), "availability-below-target")[0]
    assert verdict.outcome == outcome
    if outcome == "violated":
        assert verdict.numbers["availability"] == pytest.approx(0.999 ** 2)
        assert verdict.path == ("a", "b", "c")
    if outcome == "unknown":
        assert "`a` is to be up 99.85 %, and may need what is up 99.8001 % at most: b and c." in verdict.question


def test_a_service_that_two_need_counts_once() -> None:
    lines = [f"{pair}: {rest()}" for pair in ("a > b", "a > c", "b > d", "c > d")]
    services = "{a: {availability: 0.98}, b: {availability: 1}, c: {availability: 1}, d: {availability: 0.99}}"
    assert violated(calls(*lines, services=services), "availability-below-target").keys() == {"b", "c"}


def test_a_service_that_says_nothing_bounds_the_product_from_above() -> None:
    services = "{{a: {{availability: {}}}, b: {{availability: 0.99}}, c: {{}}}}"
    lines = (f"a > b: {rest()}", f"b > c: {rest()}")
    assert violated(calls(*lines, services=services.format(0.995)), "availability-below-target").keys() == {"a"}
    left_open = judged(calls(*lines, services=services.format(0.98)), "availability-below-target")
    assert ("c", ("availability",)) in questions(left_open)


def test_fractions_that_only_round_differently_break_no_target() -> None:
    services = "{a: {availability: 0.998001}, b: {availability: 0.999}, c: {availability: 0.999}}"
    found = judged(calls(f"a > b: {rest()}", f"a > c: {rest()}", services=services), "availability-below-target")
    assert [verdict.outcome for verdict in found] == ["satisfied"]


# Queues


@pytest.mark.parametrize(("facts", "drain"), [
    ("throughput_rps: 50}, design: {pattern: message-queue, consumer_rps: 55", "300 minutes"),
    ("throughput_rps: 50}, design: {pattern: event-streaming, consumer_rps: 50", "for ever"),
    ("throughput_rps: 50}, design: {pattern: message-queue, consumer_rps: 62.5", ""),
    ("throughput_rps: 0}, design: {pattern: message-queue", ""),
])
def test_a_backlog_must_drain_in_time(facts: str, drain: str) -> None:
    found = judged(calls(f"a > b: needs: {{{facts}}}"), "slow-queue-drain", outage_minutes=30, drain_minutes=120)
    assert [verdict.values.get("drain", "") for verdict in found] == [drain]
    assert all((verdict.outcome == "violated") is bool(drain) for verdict in found)


def test_a_queue_that_is_full_before_says_so() -> None:
    whole = calls("a > b: needs: {throughput_rps: 50}, design: {pattern: message-queue, consumer_rps: 55, "
                  "max_length: 5000}")
    (found,) = violated(whole, "slow-queue-drain", outage_minutes=30, drain_minutes=120).values()
    assert found.values["overflow"] == "; it holds 5,000 messages and is full before that"
    assert found.numbers["backlog"] == 90_000


def test_rates_that_are_not_stated_are_asked_for() -> None:
    whole = calls("a > b: design: {pattern: message-queue}", f"b > c: {rest()}")
    assert questions(judged(whole, "slow-queue-drain")) == [("i0", ("throughput_rps", "consumer_rps"))]


# Flows without a declaration, and improvements


def test_flows_are_derived_from_where_calls_begin() -> None:
    whole = calls(f"web > gate: {rest(timeout_ms=50, retries='none')}",
                  f"gate > shop: {rest(timeout_ms=20, retries='none')}",
                  "shop > mail: design: {pattern: message-queue}", f"mail > smtp: {rest(timeout_ms=5, retries='none')}")
    shown = [(flow.id, flow.declared, [(hop.interaction, hop.depth) for hop in flow.hops], flow.worst_ms)
             for flow in flow_reviews(whole)]
    assert shown == [("i0", False, [("i0", 0), ("i1", 1)], 50), ("i3", False, [("i3", 0)], 5)]


def test_derived_flows_do_not_repeat_what_is_reached_twice() -> None:
    layers = [f"s{layer}{one} > s{layer + 1}{other}: {rest()}" for layer in range(12) for one in "ab" for other in "ab"]
    flows = flow_reviews(calls(f"web > s0a: {rest()}", f"web > s0b: {rest()}", *layers))
    assert {flow.id for flow in flows} == {"i0", "i1"}
    assert all(len({hop.interaction for hop in flow.hops}) == len(flow.hops) for flow in flows)


def test_only_a_call_whose_answer_nobody_needs_is_proposed() -> None:
    services = "{a: {}, b: {availability: 0.9995}, c: {availability: 0.99}, d: {availability: 0.99}}"
    thrice = {"timeout_ms": 100, "retries": {"attempts": 2, "backoff": "none"}}
    whole = calls(f"a > b: {rest(**thrice)}", f"b > c: {rest(**thrice)}",
                  f"b > d: needs: {{needs_response: false}}, design: {json.dumps({'pattern': 'rest', **thrice})}",
                  services=services)
    verdicts = [verdict for check in SYSTEM_CHECKS for verdict in judged(whole, check)]
    found = async_improvements(whole, verdicts)
    assert [(one.interaction, one.proposed) for one in found] == [("i2", True), ("i1", False), ("i0", False)]
    assert found[0].availability_gain == pytest.approx(0.9995 * 0.99 * 0.01)
    assert (found[0].worst_ms_gain, found[0].amplification_gain) == (300, 9)
    assert "redesigned" in found[1].because


def test_nothing_is_proposed_where_nothing_was_found() -> None:
    whole = calls(f"a > b: {rest(timeout_ms=100)}")
    assert async_improvements(whole, [verdict for check in SYSTEM_CHECKS for verdict in judged(whole, check)]) == ()
    assert [one.interaction for one in async_improvements(whole)] == []
    known = calls(f"a > b: {rest(timeout_ms=9, retries='none')}")
    assert [one.interaction for one in async_improvements(known)] == ["i0"]


# What never changes a verdict


def keys(whole: LintContext) -> set[tuple[str, str]]:
    """What is violated; circles by their number, for taking one call out may leave two smaller ones of the same."""
    found = {(check, name) for check in SYSTEM_CHECKS if check != "sync-cycle" for name in violated(whole, check)}
    return found | {("sync-cycle", str(number)) for number, _ in enumerate(violated(whole, "sync-cycle"))}


@given(with_flows(documents(most=6)))
@settings(max_examples=40, deadline=None)
def test_taking_a_fact_out_never_makes_a_violation(document: Document) -> None:
    before = keys(whole_of(document))
    for less in removals(document):
        assert keys(whole_of(less)) <= before


@given(documents(most=7))
@settings(max_examples=40, deadline=None)
def test_without_flows_neither_does_it(document: Document) -> None:
    before = keys(whole_of(document))
    for less in removals(document):
        assert keys(whole_of(less)) <= before


@given(documents(most=7), documents(known=True, most=4))
@settings(max_examples=60, deadline=None)
def test_an_unrelated_part_changes_nothing_elsewhere(document: Document, other: Document) -> None:
    text = json.dumps(other)
    for name in "abcdef":
        text = text.replace(f'"{name}"', f'"other-{name}"')
    added = json.loads(re.sub(r'"i(\d+)"', r'"other-\1"', text))
    joined = {"version": 1, "services": {**document["services"], **added["services"]},
              "interactions": [*document["interactions"], *added["interactions"]]}
    alone, together = whole_of(document), whole_of(joined)
    for check in SYSTEM_CHECKS:
        there = [verdict for verdict in judged(together, check) if not verdict.subject.startswith("other-")]
        assert [told(one) for one in there] == [told(one) for one in judged(alone, check)]


def told(verdict: Verdict) -> tuple[object, ...]:
    return (verdict.outcome, verdict.subject, verdict.interaction, verdict.facts, verdict.question, verdict.path,
            verdict.numbers, verdict.values)


@given(with_flows(documents()))
@settings(deadline=None)
def test_a_question_asks_for_what_is_not_stated(document: Document) -> None:
    whole = whole_of(document)
    for check in SYSTEM_CHECKS:
        for verdict in only(judged(whole, check), "unknown"):
            known = whole.facts.get(verdict.subject, {})
            assert not set(verdict.facts) & set(known)
            assert verdict.facts or verdict.question


def test_a_long_chain_is_no_deep_recursion() -> None:
    count = 5000
    interactions = [{"id": f"i{number}", "from": f"s{number}", "to": f"s{number + 1}",
                     "design": {"pattern": "rest", "timeout_ms": "none", "retries": {"attempts": 1}}}
                    for number in range(count)]
    whole = whole_of({"version": 1, "interactions": interactions, "flows": [
        {"id": "all", "steps": [one["id"] for one in interactions], "latency_budget_ms": 5}]})
    (chain,) = violated(whole, "sync-chain", limit=3).values()
    assert (chain.numbers["calls"], len(chain.path), len(chain.values["path"]) < 200) == (count, count + 1, True)
    assert {"retry-layers", "retry-amplification"} <= {check for check in SYSTEM_CHECKS if violated(whole, check)}
    assert len(flow_reviews(whole)[0].hops) == count


# The worked example of the page


def worked_example() -> LintContext:
    found = re.search(r"### A worked example\n.*?```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return read(found[1])


def rows() -> Iterator[tuple[str, str]]:
    table = PAGE.read_text(encoding="utf-8").partition("### A worked example")[2].partition("| --- | --- | --- |\n")[2]
    for line in table.partition("\n\n")[0].splitlines():
        what, _, result = (cell.strip() for cell in line.strip("|").split("|"))
        yield what, result


def computed(whole: LintContext) -> dict[str, str]:
    (timed,) = whole.system.flows
    need = {step.interaction.id: time.least for step, time in zip(timed.steps, timed.worst, strict=False)}
    mail, (flow,) = whole.facts["mail"], flow_reviews(whole)
    gained = next(one for one in async_improvements(whole) if one.interaction == "charge")
    numbers = {check: violated(whole, check, limit=1) for check in ("sync-chain", "retry-amplification")}
    inversion = violated(whole, "timeout-inversion")["place"]
    return {**{f"need of `{name}`": f"{need[name]:g} ms" for name in ("charge", "reserve", "create", "place")},
            "typical case of `checkout`": f"{flow.typical_ms:g} ms",
            "worst case of `checkout`": f"{flow.worst_ms:g} ms",
            "timeout of `place` against the need of `create`": f"{inversion.numbers['need_ms']:g} ms",
            "calls that reach `payments`": f"{numbers['retry-amplification']['payments'].numbers['calls']:g} calls",
            "chain to `payments`": f"{numbers['sync-chain']['gateway'].numbers['calls']:g} calls",
            "availability of `checkout`": f"{(flow.availability or 0) * 100:.6g} %",
            "backlog of `mail` after 30 minutes": f"{outage_backlog(mail['throughput_rps'], 30):g} messages",
            "time to drain it": f"{drain_minutes(mail['throughput_rps'], mail['consumer_rps'], 30):g} minutes",
            "availability gained without `charge`": f"{(gained.availability_gain or 0) * 100:.7f} %",
            "calls that reach `payments`, divided without `charge`": f"{gained.amplification_gain:g} times"}


def test_the_worked_example_is_what_the_formulas_say() -> None:
    assert dict(rows()) == computed(worked_example())
    assert violated(worked_example(), "latency-over-budget")["checkout"].values["case"] == "worst case"
    assert violated(worked_example(), "availability-below-target")["checkout"].numbers["target"] == 0.998


# The benchmark


def test_the_benchmark_finds_and_asks_in_the_same_designs_every_time() -> None:
    shared = engine()
    once, again = (systems.measured(systems.whole_of(systems.design(300), shared)) for _ in range(2))
    assert (once.violated, once.unknown) == (again.violated, again.unknown)
    assert min(once.violated, once.unknown) > 20
    assert "| all " in systems.report({300: [once], 600: [again]})
