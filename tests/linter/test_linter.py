"""A review keeps its promises: silence asks, places are right, fingerprints last, and nothing reaches across."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.api import load_pack, load_practices
from advisor.engine.ranking import box_mask
from advisor.extraction.architecture.read import read_architecture
from advisor.linter.conditions import blocking_facts, compile_condition, deciding_facts
from advisor.linter.interaction_facts import subject_facts
from advisor.linter.settings import RuleSelection
from advisor.linter.wording import fill_placeholders, join_names
from advisor.model.architecture import Architecture
from advisor.model.finding import ArchitectureReview, Finding
from advisor.text.source import Source
from tests.designs import ENGINE, architecture, interaction, interactions, kinds_of_services, practice, review, without
from tests.worlds import known_facts

PRACTICES = load_practices()
BY_CONDITIONS = tuple(one for one in PRACTICES if not one.check)
OWN_CHECKS = ("gateway-bypass", "conflicting-needs", "dangling-service", "excluded-pattern", "mixed-patterns",
              "pattern-mismatch", "shared-database")
OWN = (*BY_CONDITIONS, *(one for one in PRACTICES if one.check in OWN_CHECKS))  # the others have tests of their own
RULES = [rule for rule in load_pack().rules if rule.when]
NO_TIMEOUT = practice("no-timeout", severity="error", violated_when={"timeout_ms": "none"})


def read(text: str) -> Architecture:
    return read_architecture([Source("design.yaml", text)], ENGINE.terms)


def reviewed(text: str, *practices: Any) -> ArchitectureReview:
    return review(read(text), ENGINE, practices)


def pointed_at(finding: Finding) -> str:
    return f"{finding.span.line}: {finding.span.source.text[finding.span.start:finding.span.end]}"


# Conditions


@given(known_facts(ENGINE))
def test_a_condition_is_as_true_as_the_engine_finds_it(facts: dict[str, Any]) -> None:
    known = subject_facts(architecture(interaction("one", needs=facts)), ENGINE)["one"]
    looked_up, joined = ENGINE.fact_index.look_up(facts)
    masks = {rule["id"]: box_mask(rule) for rule in ENGINE.ranking.rules}
    for rule in RULES:
        if rule.id in masks:
            mask = masks[rule.id]
            truth = True if joined & looked_up.fired & mask else None if joined & looked_up.possible & mask else False
            assert compile_condition(rule.when).test(known) is truth, rule.id


@given(known_facts(ENGINE))
def test_an_open_condition_names_unknown_facts_and_a_settled_one_known_facts(facts: dict[str, Any]) -> None:
    for rule in RULES:
        condition = compile_condition(rule.when)
        truth = condition.test(facts)
        if truth is None:
            assert blocking_facts(condition, facts)
            assert not set(blocking_facts(condition, facts)) & set(facts)
        elif truth:
            assert set(deciding_facts(condition, facts)) <= set(facts)


@pytest.mark.parametrize(("condition", "facts", "truth"), [
    ({}, {}, True),
    ({"timeout_ms": {"at_most": 100}}, {"timeout_ms": "none"}, False),
    ({"not": {"timeout_ms": {"at_most": 100}}}, {"timeout_ms": "none"}, True),
    ({"timeout_ms": "none"}, {"timeout_ms": "none"}, True),
    ({"timeout_ms": {"is": "none"}}, {"timeout_ms": 100}, False),
    ({"timeout_ms": {"stated": True}}, {"timeout_ms": "none"}, True),
    ({"timeout_ms": {"stated": True}}, {}, False),
    ({"prefetch": {"at_least": 2, "at_most": 3}}, {"prefetch": 3}, True),
    ({"prefetch": {"at_least": 2, "at_most": 3}}, {"prefetch": 4}, False),
    ({"any": [{"a": True}, {"b": True}]}, {"a": False}, None),
    ({"any": [{"a": True}, {"b": True}]}, {"b": True}, True),
    ({"all": [{"a": True}, {"b": True}]}, {"b": False}, False),
    ({"pattern": ("rest", "grpc")}, {"pattern": "grpc"}, True),
])
def test_a_stated_absence_is_known_and_no_number(condition: dict[str, Any], facts: dict[str, Any],
                                                 truth: bool | None) -> None:
    assert compile_condition(condition).test(facts) is truth


def test_an_open_condition_does_not_ask_for_what_cannot_settle_it() -> None:
    condition = compile_condition(
        {"a": True, "any": [{"b": True}, {"all": [{"c": True}, {"d": True}]}, {"not": {"e": True}}]}
    )
    assert blocking_facts(condition, {"a": True, "c": False, "e": True}) == ("b",)
    assert deciding_facts(condition, {"a": True, "c": True, "d": True, "e": True}) == ("a", "c", "d")


# Facts


def facts_of(text: str) -> dict[str, Any]:
    (facts,) = subject_facts(read(text), ENGINE).values()
    return facts


def test_groups_are_flat_and_what_is_absent_is_said() -> None:
    design = "version: 1\ninteractions:\n  - {id: a, from: b, to: c, design: {retries: %s}}\n"
    some = facts_of(design % "{attempts: 2, jitter: true}")
    assert (some["retries.attempts"], some["retries.jitter"]) == (2, True)
    assert "retries.backoff" not in some
    none = facts_of(design % "none")
    assert {name: value for name, value in none.items() if name.startswith("retries.")}["retries.attempts"] == 0
    assert (none["retries.backoff"], none["retries.jitter"], none["retries.budget"]) == ("none", "none", "none")


def test_circumstances_follow_from_the_document() -> None:
    facts = facts_of("""version: 1
services: {app: {kind: mobile}, gate: {kind: gateway}, b: {kind: service}, c: {kind: service}}
interactions:
  - id: a
    from: app
    to: [b, c]
    operation: post /orders
    needs: {throughput_rps: 200, work_duration_ms: 20, latency_budget_ms: 10}
    design: {technology: kafka, partitions: 3, consumers: 4}
""")
    expected = {"mode": "async", "pattern": "event-streaming", "from_kind": "mobile", "to_kind": "service",
                "receivers": 2, "method": "post", "has_gateway": True, "reached_from_outside": True,
                "partitions_cover_consumers": False, "volume": "medium", "work_fits_budget": False}
    assert {name: facts.get(name) for name in expected} == expected


def test_what_is_not_said_is_not_known() -> None:
    facts = facts_of("version: 1\nservices: {a: {}, b: {kind: job}}\ninteractions:\n  - {id: a, from: a, to: b}\n")
    assert facts == {"receivers": 1, "to_kind": "job", "fan_out": 1}


@pytest.mark.parametrize(("needs", "pattern", "mode"), [
    ({}, "rest", "sync"), ({"needs_response": False}, "rest", "sync"), ({"needs_response": True}, None, "sync"),
    ({"needs_response": True}, "message-queue", "sync"), ({}, "event-streaming", "async"),
    ({"needs_response": False}, None, "async"), ({}, None, None),
])
def test_a_caller_waits_in_a_call_and_where_it_needs_the_answer(needs: dict[str, Any], pattern: str | None,
                                                                mode: str | None) -> None:
    one = interaction("a", needs=needs, design={"pattern": pattern} if pattern else {})
    assert subject_facts(architecture(one), ENGINE)["a"].get("mode") == mode


# Places


BLOCK = """version: 1
interactions:
  - id: place
    from: a
    to: b
    design:
      pattern: rest
      # jitter: is explained elsewhere
      retries:
        attempts: 2  # no jitter: yet
        jitter: false
      timeout_ms: 'none'
      fallback: none
    needs:
      work_duration_ms: 50
      latency_budget_ms: 10
"""


@pytest.mark.parametrize(("condition", "place"), [({"retries.jitter": False}, "11: false"),
                                                  ({"retries.attempts": {"at_least": 1}}, "10: 2"),
                                                  ({"timeout_ms": "none"}, "12: 'none'"),
                                                  ({"any": [{"pattern": "rest"}, {"fallback": "none"}]}, "13: none"),
                                                  ({"mode": "sync"}, "7: rest"),
                                                  ({"work_fits_budget": False}, "15: 50"),
                                                  ({"receivers": {"at_least": 1}}, "3: id: place")])
def test_a_finding_points_at_the_value_that_breaks_the_practice(condition: dict[str, Any], place: str) -> None:
    (finding,) = reviewed(BLOCK, practice("broken", violated_when=condition)).findings
    assert pointed_at(finding) == place


@pytest.mark.parametrize(("design", "place"), [("{timeout_ms: none, pattern: rest}", "3: none"),
                                               ("{pattern: rest, timeout_ms: none}", "3: none"),
                                               ("{pattern: rest,\n     timeout_ms: false}", "4: false"),
                                               ("{pattern: rest, timeout: \"none\"}", '3: "none"')])
def test_it_does_in_every_style(design: str, place: str) -> None:
    text = f"version: 1\ninteractions:\n  - {{id: a, from: b, to: c, design: {design}}}\n"
    (finding,) = reviewed(text, NO_TIMEOUT).findings
    assert pointed_at(finding) == place


def test_it_does_in_json() -> None:
    document = {"version": 1, "interactions": [{"id": "a", "from": "b", "to": "c", "design": {
        "pattern": "rest", "retries": {"attempts": 1, "jitter": False}}}]}
    broken = practice("broken", violated_when={"retries.jitter": False})
    architecture = read_architecture([Source("design.json", json.dumps(document, indent=1))], ENGINE.terms)
    (finding,) = review(architecture, ENGINE, [broken]).findings
    assert pointed_at(finding) == "12: false"


# Stages


@pytest.mark.parametrize(("parts", "design", "counts"), [
    ({"violated_when": {"timeout_ms": "none"}}, {"timeout_ms": 5}, (1, 0, 0, 0)),
    ({"violated_when": {"timeout_ms": "none"}}, {"timeout_ms": "none"}, (0, 1, 0, 0)),
    ({"violated_when": {"timeout_ms": "none"}}, {}, (0, 0, 1, 0)),
    ({"violated_when": {"timeout_ms": "none"}, "applies_to": ("rest",)}, {"pattern": "grpc"}, (0, 0, 0, 1)),
    ({"violated_when": {"timeout_ms": "none"}, "applies_to": ("rest",)}, {"timeout_ms": "none"}, (0, 0, 1, 0)),
    ({"violated_when": {"timeout_ms": "none"}, "applies_to": ("rest",)}, {"timeout_ms": 5}, (1, 0, 0, 0)),
    ({"violated_when": {"timeout_ms": "none"}, "applies_when": {"crud": True}}, {"timeout_ms": "none"}, (0, 0, 1, 0)),
    ({"violated_when": {"timeout_ms": "none"}, "applies_when": {"ack": "auto"}}, {"ack": "manual"}, (0, 0, 0, 1)),
])
def test_a_practice_applies_first_and_is_broken_then(parts: dict[str, Any], design: dict[str, Any],
                                                     counts: tuple[int, ...]) -> None:
    found = review(architecture(interaction("a", design=design)), ENGINE, [practice("one", **parts)])
    assert found.counts["one"] == counts
    assert (len(found.findings), len(found.questions)) == (counts[1], counts[2])


@given(interactions(), kinds_of_services())
def test_every_interaction_is_counted_once_by_a_practice_about_interactions(found: Any, kinds: Any) -> None:
    judged = review(architecture(*found, kinds=kinds), ENGINE, BY_CONDITIONS)
    assert {sum(counts) for counts in judged.counts.values()} == {len(found)}
    by_rule = Counter(finding.rule for finding in judged.findings)
    asked = Counter(question.rule for question in judged.questions)
    for rule, counts in judged.counts.items():
        assert (by_rule[rule], asked[rule]) == (counts.violated, counts.unknown)


@given(interactions(), kinds_of_services())
def test_a_question_asks_for_what_is_not_stated(found: Any, kinds: Any) -> None:
    stated = {one.id: {*one.needs, *one.design} for one in found}
    for question in review(architecture(*found, kinds=kinds), ENGINE, BY_CONDITIONS).questions:
        assert question.facts
        assert not set(question.facts) & stated[question.interaction]


def test_a_check_is_held_to_the_conditions_of_its_practice() -> None:
    needs = {"needs_response": True, "replay": True}
    only_queries = practice("one", check="conflicting-needs", applies_when={"intent": "query"})
    counts = [review(architecture(interaction("a", needs={**needs, **more})), ENGINE, [only_queries]).counts["one"]
              for more in ({"intent": "query"}, {"intent": "event"}, {})]
    assert counts == [(0, 1, 0, 0), (0, 0, 0, 1), (0, 0, 1, 0)]


# Silence and neighbours


@given(interactions(), kinds_of_services(), st.data())
@settings(max_examples=300)
def test_to_say_less_never_breaks_a_practice(found: Any, kinds: Any, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(found))
    assume(one.needs or one.design)
    name = data.draw(st.sampled_from([*one.needs, *one.design]))
    assume({"volume", "throughput_rps"} - set(one.needs))  # the number outranks the word; without it the word counts
    less = architecture(*(without(other, name) if other is one else other for other in found), kinds=kinds)
    before = broken_in(architecture(*found, kinds=kinds))
    claimed = {rule for rule, name in before if name == one.id}
    for rule, where in broken_in(less) - before:
        if rule == "mixed-patterns" and any(other == rule for other, _ in before):
            continue  # it is about a service, and is shown at another of its interactions
        # With needs that contradict, nothing was said about the pattern; where two answers were asked for, one is gone.
        assert rule == "pattern-mismatch"
        assert where == one.id
        assert claimed & {"conflicting-needs", "excluded-pattern"} or not fits(one)


@given(interactions(), kinds_of_services(), st.data())
def test_to_leave_the_kind_of_a_service_open_never_breaks_a_practice(found: Any, kinds: Any,
                                                                     data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(kinds)))
    before = broken_in(architecture(*found, kinds=kinds))
    assert broken_in(architecture(*found, kinds={**kinds, name: None})) <= before


@given(interactions(), kinds_of_services(), interactions("new", names=("x", "y", "z")),
       st.fixed_dictionaries({name: st.sampled_from(("service", "job", "browser")) for name in "xyz"}),
       st.booleans())
def test_an_unrelated_interaction_changes_nothing_for_the_others(found: Any, kinds: Any, new: Any, new_kinds: Any,
                                                                 is_first: bool) -> None:
    before = review(architecture(*found, kinds=kinds), ENGINE, OWN)
    together = (*new, *found) if is_first else (*found, *new)
    after = review(architecture(*together, kinds={**kinds, **new_kinds}), ENGINE, OWN)
    ids = {one.id for one in found}
    assert said_of(after.findings, ids) == said_of(before.findings, ids)
    assert said_of(after.questions, ids) == said_of(before.questions, ids)


def broken_in(whole: Architecture) -> set[tuple[str, str]]:
    return {(finding.rule, finding.interaction) for finding in review(whole, ENGINE, OWN).findings}


def said_of(said: Any, ids: set[str]) -> list[Any]:
    return [one._replace(span=None) for one in said if one.interaction in ids]


def fits(one: Any) -> bool:
    """Whether the declared pattern of an interaction is less far behind than the margin."""
    decision = ENGINE.decide(one.facts())
    scores = {ranked.pattern: ranked.score for ranked in ENGINE.explain(one.facts())}
    return decision.pattern is not None and scores[decision.pattern] - scores[one.declared] < MARGIN


MARGIN = next(one.parameters["margin"] for one in PRACTICES if one.check == "pattern-mismatch")


# Fingerprints


TWO = """version: 1
interactions:
  - {id: one, from: a, to: [b, c], operation: POST /x, design: {timeout_ms: none}}
  - {id: two, from: a, to: c, design: {timeout_ms: none}}
"""


def fingerprints(text: str, name: str = "design.yaml") -> list[str]:
    architecture = read_architecture([Source(name, text)], ENGINE.terms)
    return [finding.fingerprint for finding in review(architecture, ENGINE, [NO_TIMEOUT]).findings]


def test_a_fingerprint_outlives_lines_order_and_the_id_of_an_operation() -> None:
    one, two = fingerprints(TWO)
    assert len(one) == len(two) == 16
    assert one != two
    assert fingerprints(TWO.replace("version: 1", "version: 1\n\nname: more"), "./design.yaml") == [one, two]
    assert fingerprints(TWO.replace("[b, c]", "[c, b]").replace("id: one", "id: other")) == [one, two]
    assert fingerprints(TWO.replace("id: two", "id: other"))[1] != two


@pytest.mark.parametrize("other", [TWO.replace("POST", "PUT"), TWO.replace("[b, c]", "[b, d]"),
                                   TWO.replace("from: a, to: [", "from: e, to: [")])
def test_another_interaction_has_another_fingerprint(other: str) -> None:
    (one, two), (changed, same) = fingerprints(TWO), fingerprints(other)
    assert changed != one
    assert same == two


def test_equals_have_fingerprints_of_their_own() -> None:
    same = TWO + "  - {id: again, from: a, to: [b, c], operation: POST /x, design: {timeout_ms: none}}\n"
    assert fingerprints(same)[:2] == fingerprints(TWO)
    assert len(set(fingerprints(same))) == 3


# The system


def test_a_review_says_how_flows_stand_and_what_would_help_where_the_system_breaks_a_practice() -> None:
    calls = "\n".join(f"  - {{id: {one}-{two}, from: {one}, to: {two}, needs: {{needs_response: {waits}}}, "
                      "design: {pattern: rest}}" for one, two, waits in
                      (("a", "b", "true"), ("b", "c", "true"), ("c", "d", "false"), ("d", "e", "false")))
    text = f"version: 1\ninteractions:\n{calls}\nflows:\n  - {{id: all, steps: [a-b, b-c]}}\n"
    chain = practice("chain", check="sync-chain", parameters={"limit": 3})
    found, calm = reviewed(text, chain), reviewed(text, chain._replace(parameters={"limit": 4}))
    assert [(flow.id, flow.declared) for flow in found.flows] == [("all", True)]
    assert [finding.rule for finding in found.findings] == ["chain"]
    assert calm.findings == calm.improvements == ()
    assert calm.flows == found.flows


# Order and words


def test_findings_are_worst_first_then_in_the_order_of_the_documents() -> None:
    later, sooner = (Source(name, TWO.replace(": one", f": {name[0]}1").replace(": two", f": {name[0]}2"))
                     for name in ("z.yaml", "b.yaml"))
    mild = practice("mild", severity="info", violated_when={"timeout_ms": "none"})
    architecture = read_architecture([later, sooner], ENGINE.terms)
    found = [(one.rule, one.interaction) for one in review(architecture, ENGINE, [mild, NO_TIMEOUT]).findings]
    assert found == [(rule, name) for rule in ("no-timeout", "mild") for name in ("z1", "z2", "b1", "b2")]


def test_the_worst_practice_asks_first_then_the_fact_that_most_practices_wait_for() -> None:
    asks = {"unsure": {"applies_when": {"replay": True}, "violated_when": {"timeout_ms": "none"}, "severity": "error"},
            "worst": {"violated_when": {"timeout_ms": "none"}, "severity": "error"},
            "alone": {"violated_when": {"ack": "auto"}},
            "many": {"violated_when": {"confirms": False}}, "more": {"violated_when": {"confirms": False}}}
    one = architecture(interaction("a"), interaction("b"))
    questions = review(one, ENGINE, [practice(name, **parts) for name, parts in asks.items()]).questions
    assert [(question.rule, question.interaction) for question in questions] == [
        ("worst", "a"), ("worst", "b"), ("unsure", "a"), ("unsure", "b"), ("many", "a"), ("more", "a"),
        ("many", "b"), ("more", "b"), ("alone", "a"), ("alone", "b")]
    assert questions[4].question == questions[5].question
    assert questions[0].question == ("`a` says nothing about its timeout_ms: "
                                     "After how many milliseconds does the caller give up?")


def test_what_follows_from_other_facts_is_asked_by_them() -> None:
    asks = [practice("mode", violated_when={"mode": "sync"}),
            practice("cover", violated_when={"partitions_cover_consumers": False}),
            practice("fits", violated_when={"work_fits_budget": False})]
    one = architecture(interaction("a", needs={"work_duration_ms": 5}, design={"partitions": 3}))
    asked = {question.rule: question.facts for question in review(one, ENGINE, asks).questions}
    assert asked == {"mode": ("needs_response",), "cover": ("consumers",), "fits": ("latency_budget_ms",)}


def test_settings_choose_practices_and_their_severity() -> None:
    others = [NO_TIMEOUT, practice("other", violated_when={"timeout_ms": "none"})]

    def found(**settings: Any) -> dict[str, str]:
        return {one.rule: one.severity for one in review(read(TWO), ENGINE, others, RuleSelection(**settings)).findings}

    assert found() == {"no-timeout": "error", "other": "warning"}
    assert found(only=frozenset({"other"})) == {"other": "warning"}
    assert found(ignore=frozenset({"other"})) == {"no-timeout": "error"}
    assert found(severities={"other": "info", "no-timeout": "off"}) == {"other": "info"}


def test_what_a_document_says_is_never_a_placeholder() -> None:
    assert fill_placeholders("{from} -> {to}, {unheard}", {"from": "{to}", "to": "b"}) == "{to} -> b, {unheard}"


def test_many_names_are_cut_short() -> None:
    assert join_names(["a"]) == "a"
    assert join_names(["a", "b", "c"]) == "a, b and c"
    assert join_names([*"abcdefgh"]) == "a, b, c and 5 more"


def test_a_sentence_names_who_and_what() -> None:
    says = practice("one", violated_when={"timeout_ms": "none"}, says="{id}: {from} to {to} by {pattern}, {operation}")
    assert [one.message for one in reviewed(TWO, says).findings] == [
        "one: a to b and c by no pattern, POST /x", "two: a to c by no pattern, two"]
