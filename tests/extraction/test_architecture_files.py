"""Readers: what architecture files say, what follows from it, and everything that is wrong with them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor.errors import InputError, Problem
from advisor.extraction.architecture.read import read_architecture
from advisor.extraction.architecture.schema import architecture_schema
from advisor.extraction.reading import read_files
from advisor.model.architecture import Architecture
from advisor.model.fact_checks import check_facts
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.model.value_checks import check_value
from advisor.notation.problem_collector import MAX_PROBLEMS
from advisor.notation.read import parse_tree
from advisor.notation.tree import to_plain
from advisor.rulebook.location import built_in_pack
from advisor.rulebook.terms import build_terms
from advisor.text.source import Source
from tests import CASES as ALL_CASES
from tests.packs import load_pack

CASES = ALL_CASES / "readers"
GOOD = (CASES / "good.yaml").read_text(encoding="utf-8")
BAD = sorted(path.name for path in (CASES / "bad").iterdir())
FAULTS: list[dict[str, str]] = yaml.safe_load((CASES / "structural-faults.yaml").read_text(encoding="utf-8"))
TERMS = build_terms(load_pack(built_in_pack()))
SCHEMA = architecture_schema(TERMS)


def of(text: str, terms: Terms = TERMS) -> Architecture:
    return read_architecture([Source("orders.yaml", text)], terms)


def problems_of(*texts: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_architecture([Source(f"{number}.yaml", text) for number, text in enumerate(texts)], TERMS)
    return [str(problem) for problem in caught.value.problems]


def one(services: str, interaction: str = "from: a, to: b", terms: Terms = TERMS) -> Interaction:
    """Returns the interaction of a small architecture."""
    text = f"version: 1\n{services}\ninteractions:\n  - {{id: call, {interaction}}}\n"
    (found,) = of(text, terms).interactions
    return found


def inferred(interaction: Interaction) -> dict[str, tuple[Any, str]]:
    return {name: (fact.value, fact.because) for name, fact in interaction.needs.items() if fact.origin == "inferred"}


# What is read.


def test_every_part_of_a_file_is_read() -> None:
    found = of(GOOD)
    assert (found.name, found.files, found.warnings) == ("Order processing", ("orders.yaml",), ())
    service = found.services["order-service"]
    assert service[:6] == ("order-service", "service", None, "team-orders", 0.9995, {"p50": 4, "p99": 30})
    assert service.span.line == 6
    place, created = found.interactions
    assert (place.id, place.sender, place.receivers, place.operation) == (
        "place-order", "client", ("api-gateway",), "POST /orders")
    assert (place.declared, place.technology, place.mode) == ("rest", None, "sync")
    assert (place.span.line, place.span.column, place.span.end_line) == (10, 5, 15)
    assert place.design["retries"].value == {"attempts": 2, "backoff": "exponential", "jitter": True}
    assert created.needs["needs_response"].value is False
    (flow,) = found.flows
    assert flow[:4] == ("checkout", ("place-order", ("order-created",)), 900, 0.999)


def test_a_fact_knows_the_place_of_its_value() -> None:
    place = of(GOOD).interactions[0]
    assert place.source.position(place.needs["audience"].offset) == (14, 45)
    assert place.source.position(place.design["timeout_ms"].offset) == (15, 41)


def test_absence_is_said_in_one_way() -> None:
    design = of(GOOD).interactions[1].design
    assert {name: design[name].value for name in ("timeout_ms", "dead_letter", "retries")} == dict.fromkeys(
        ("timeout_ms", "dead_letter", "retries"), "none")


def test_json_says_the_same() -> None:
    problems: list[Any] = []
    tree = parse_tree(Source("good.yaml", GOOD), problems=problems)
    assert tree is not None
    as_json = read_architecture([Source("good.json", json.dumps(to_plain(tree), indent=1))], TERMS)
    from_yaml = of(GOOD)
    for one_, other in zip(as_json.interactions, from_yaml.interactions, strict=True):
        assert (one_.id, one_.facts(), one_.declared) == (other.id, other.facts(), other.declared)
        assert one_.source.text[one_.start] == "{"
    assert [flow[:4] for flow in as_json.flows] == [flow[:4] for flow in from_yaml.flows]


def test_several_files_are_one_architecture() -> None:
    found = read_architecture([
        Source("a.yaml", "version: 1\nservices: {a: {kind: service}, b: {owner: x}}\n"
                         "flows: [{id: f, steps: [call]}]\n"),
        Source("b.yaml", "version: 1\nname: B\nservices: {a: {owner: y, kind: service}, b: {kind: job}}\n"
                         "interactions: [{id: call, from: a, to: b}]\n")], TERMS)
    assert found.name == "B"
    assert [(service.name, service.kind, service.owner) for service in found.services.values()] == [
        ("a", "service", "y"), ("b", "job", "x")]
    assert found.interactions[0].source.name == "b.yaml"


def test_without_services_names_are_taken_as_they_come() -> None:
    found = one("", "from: Anyone At All, to: [b, c]")
    assert (found.sender, found.receivers) == ("Anyone At All", ("b", "c"))


def test_an_architecture_without_interactions_is_warned_about() -> None:
    (warning,) = of("version: 1\nservices: {a: {}}\n").warnings
    assert str(warning).startswith("orders.yaml:1:1: There are no interactions here")


@pytest.mark.parametrize(("design", "declared", "technology", "origin"), [
    ("pattern: http", "rest", None, "stated"),
    ("pattern: queue, technology: RabbitMQ", "message-queue", "rabbitmq", "stated"),
    ("technology: Kafka", "event-streaming", "kafka", "inferred"),
    ("technology: nats", None, "nats", None),
    ("technology: Our Own Bus", None, "Our Own Bus", None),
    ("pattern: streaming, technology: pubsub", "event-streaming", "pubsub", "stated"),
    ("timeout_ms: 5", None, None, None),
])
def test_the_declared_pattern_is_stated_or_follows_from_the_technology(
        design: str, declared: str | None, technology: str | None, origin: str | None) -> None:
    serves = {**TERMS.technology_patterns, "nats": ("event-streaming", "message-queue")}
    terms = TERMS._replace(technology_patterns=serves, technologies={**TERMS.technologies, "nats": "nats"})
    found = one("", f"from: a, to: b, design: {{{design}}}", terms)
    assert (found.declared, found.technology) == (declared, technology)
    assert (found.design["pattern"].origin if "pattern" in found.design else None) == origin
    if technology:
        assert found.design["technology"].value == technology


# What follows.


@pytest.mark.parametrize(("services", "interaction", "expected"), [
    ("services: {a: {kind: service}, b: {kind: database}}", "from: a, to: b", {
        "fan_out": (1, "`to` names 1"), "audience": ("internal", "both sides are our own services"),
        "client": ("service", "`a` is of kind service")}),
    ("services: {a: {kind: browser}, b: {kind: gateway}}", "from: a, to: b", {
        "fan_out": (1, "`to` names 1"), "audience": ("external", "`a` is of kind browser"),
        "client": ("browser", "`a` is of kind browser")}),
    ("services: {a: {kind: job}, b: {kind: service}, c: {kind: external}}", "from: a, to: [b, c]", {
        "fan_out": (2, "`to` names 2"), "audience": ("external", "`c` is of kind external"),
        "client": ("service", "`a` is of kind job")}),
    ("services: {a: {kind: external}, b: {kind: service}}", "from: a, to: b", {
        "fan_out": (1, "`to` names 1"), "audience": ("external", "`a` is of kind external")}),
    ("services: {a: {client: mobile}, b: {kind: service}}", "from: a, to: b", {
        "fan_out": (1, "`to` names 1"), "client": ("mobile", "`a` says `client: mobile`")}),
    ("services: {a: {kind: device}, b: {kind: service}}", "from: a, to: b", {
        "fan_out": (1, "`to` names 1"), "client": ("device", "`a` is of kind device")}),
    ("services: {a: {kind: service}, b: {kind: broker}}", "from: a, to: b", {
        "client": ("service", "`a` is of kind service")}),
    ("services: {a: {}, b: {}}", "from: a, to: b", {"fan_out": (1, "`to` names 1")}),
    ("", "from: a, to: [b, c, d, e]", {"fan_out": (4, "`to` names 4")}),
    ("services: {a: {kind: browser}, b: {kind: service}}",
     "from: a, to: b, needs: {fan_out: 9, consumer: partner, client: service}", {}),
])
def test_facts_follow_from_the_services_but_never_over_a_stated_one(
        services: str, interaction: str, expected: dict[str, tuple[Any, str]]) -> None:
    assert inferred(one(services, interaction)) == expected


def test_nothing_follows_that_the_pack_does_not_know() -> None:
    terms = TERMS._replace(needs={
        "client": TERMS.needs["client"]._replace(values=("robot",)), "replay": TERMS.needs["replay"]})
    assert one("services: {a: {kind: browser}, b: {kind: service}}", terms=terms).needs == {}


# What is wrong.


@pytest.mark.parametrize("name", BAD)
def test_bad_files_tell_every_problem_with_its_place(name: str) -> None:
    """`ADVISOR_ACCEPT=1 pytest` writes what is said now, for review in the diff."""
    case = CASES / "bad" / name
    files = sorted(str(path) for path in case.iterdir() if path.suffix != ".txt")
    with pytest.raises(InputError) as caught:
        read_files(files, TERMS)
    said = "".join(f"{problem}\n" for problem in caught.value.problems).replace(f"{case}{os.sep}", "")
    if os.environ.get("ADVISOR_ACCEPT"):
        (case / "expected.txt").write_text(said, encoding="utf-8")
    assert said == (case / "expected.txt").read_text(encoding="utf-8")


def test_files_that_cannot_be_read_do_not_hide_the_rest(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("version: 1\nservices: {a: {kind: servce}}\n"
                                       "interactions: [{id: call, from: a, to: elsewhere}]\n")
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9")
    files = [str(tmp_path / name) for name in ("none.yaml", "bad.yaml", "latin.yaml", "bad.yaml")]
    with pytest.raises(InputError) as caught:
        read_files(files, TERMS)
    said = [str(problem).replace(f"{tmp_path}{os.sep}", "") for problem in caught.value.problems]
    assert [problem.partition(": ")[0] for problem in said] == ["none.yaml", "latin.yaml:1:10", "bad.yaml",
                                                                "bad.yaml:2:22"]


def test_a_mistake_made_a_hundred_thousand_times_is_not_told_as_often() -> None:
    text = "version: 1\ninteractions:\n" + "".join(
        f"  - {{id: i{number}, from: a, to: b, needs: {{nonsense: 1}}}}\n" for number in range(2 * MAX_PROBLEMS))
    problems = problems_of(text)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].startswith(f"There are {MAX_PROBLEMS} problems or more")


def test_a_step_that_is_described_nowhere_is_a_doubt_and_a_misspelt_name_a_problem() -> None:
    text = ("version: 1\nservices: {order-service: {kind: service}}\ninteractions:\n"
            "  - {id: tell, from: order-service, to: [mailer, archive, mailer-2]}\n"
            "  - {id: again, from: order-service, to: mailer}\n"
            "flows:\n  - {id: path, steps: [tell, somewhere-else]}\n")
    found = of(text)
    assert [str(doubt) for doubt in found.warnings] == [
        "orders.yaml:7:30: There is no interaction `somewhere-else`. "
        "Describe it under `interactions`; the flow is incomplete."]
    assert problems_of(text.replace("to: mailer}", "to: order-servise}")) == [
        "0.yaml:5:42: There is no service `order-servise`. Did you mean `order-service`?"]


def test_there_is_an_upper_number_of_interactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.extraction.architecture.read.MAX_INTERACTIONS", 1)
    assert problems_of(GOOD) == ["0.yaml:16:5: There are more than 1 interactions. Evaluate the files one by one."]


@given(st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_no_change_to_a_file_ends_in_anything_but_an_architecture_or_problems(data: st.DataObject) -> None:
    words = ["{}", "[]", "null", "5", "-1", "true", "yes", '""', "[1]", "{a: b}", ".nan", "1e999", "x", "[[]]", "*a",
             "!t", "\t", "\n", "client", "id", "9" * 400, "😀", '"\\0"']
    text = GOOD
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        text = text[:start] + data.draw(st.sampled_from(words)) + text[start + length:]
    problems: tuple[Problem, ...] = ()
    try:
        of(text)
    except InputError as error:
        problems = error.problems
    assert all(problem.location for problem in problems)


# Places.

LINES = st.lists(st.sampled_from(["", "# é", "# 😀 \u2028 \x85", "#", "   "]), max_size=6)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_lines_before_shift_every_place_by_as_many(tmp_path: Path, lines: list[str], end: str, mark: bool) -> None:
    text = "".join(f"{line}\n" for line in lines) + GOOD
    (tmp_path / "a.yaml").write_bytes((b"\xef\xbb\xbf" if mark else b"") + text.replace("\n", end).encode())
    shifted = read_files([str(tmp_path / "a.yaml")], TERMS).architecture
    for found, original in zip(shifted.interactions, of(GOOD).interactions, strict=True):
        for before, after in zip(places(original), places(found), strict=True):
            assert after == (before[0] + len(lines), before[1])


@given(st.text(max_size=10).filter(str.isprintable))
def test_text_before_shifts_every_column_by_its_length(text: str) -> None:
    inserted = f"description: {json.dumps('😀' + text, ensure_ascii=False)}, "
    before = "version: 1\ninteractions: [{id: call, from: a, to: b, needs: {replay: true}}]\n"
    after = before.replace("from:", inserted + "from:")
    (found,), (original,) = of(after).interactions, of(before).interactions
    assert found.needs["replay"].offset == original.needs["replay"].offset + len(inserted)


def places(interaction: Interaction) -> list[tuple[int, int]]:
    facts = [*interaction.needs.values(), *interaction.design.values()]
    offsets = [interaction.start, interaction.end, *(fact.offset for fact in facts if fact.offset >= 0)]
    return [interaction.source.position(offset) for offset in offsets]


# Single facts.


@pytest.mark.parametrize(("fact", "value", "kept"), [
    ("needs_response", True, True), ("fan_out", 4.0, 4), ("latency_budget_ms", 0.5, 0.5), ("ordering", "none", "none"),
    ("timeout_ms", "none", "none"), ("timeout_ms", False, "none"), ("dead_letter", False, "none"),
    ("dead_letter", "dead", "dead"), ("retries", {"attempts": 2.0, "budget": False}, {"attempts": 2, "budget": "none"}),
    ("circuit_breaker", False, False),
])
def test_a_value_that_fits_is_kept(fact: str, value: Any, kept: Any) -> None:
    found, message, remedy = check_value((TERMS.needs | TERMS.design)[fact], value)
    assert (type(found), found, message, remedy) == (type(kept), kept, "", "")


@pytest.mark.parametrize(("fact", "value", "said"), [
    ("needs_response", "on", "`needs_response` takes true or false, not `on`. Write `true`."),
    ("needs_response", "No", "`needs_response` takes true or false, not `No`. Write `false`."),
    ("needs_response", None, "`needs_response` has no value. Write one, or leave the line out."),
    ("timeout_ms", None, "`timeout_ms` has no value. Write `none`, or leave the line out."),
    ("timeout_ms", True, "`timeout_ms` takes a number above 0, not `true`."),
    ("latency_budget_ms", False, "`latency_budget_ms` takes a number above 0, not `false`."),
    ("fan_out", 1.5, "`fan_out` takes a whole number of at least 1, not `1.5`."),
    ("fan_out", 2e15, "`fan_out` takes a whole number of at least 1, not `2e+15`. Numbers go up to 1e+15."),
    ("fan_out", "5", "Write it without quotes."), ("needs_response", "true", "Write it without quotes."),
    ("fan_out", 10**400, "Numbers go up to 1e+15."),
    ("throughput_rps", float("nan"), "`throughput_rps` takes a number of at least 0, not `.nan`."),
    ("ordering", "perkey", "`ordering` takes one of none, per_key, total, not `perkey`. Did you mean `per_key`?"),
    ("ordering", False, "`ordering` takes one of none, per_key, total, not `false`. Write `none`."),
    ("ordering", ["none"], "`ordering` takes one of none, per_key, total, not a list."),
    ("dead_letter", 5, '`dead_letter` takes text, not `5`. Put it in quotes: "5".'),
    ("retries", {"attemps": 2}, "`retries` has no `attemps`. Did you mean `attempts`?"),
    ("retries", {"jitter": "yes"}, "`jitter` takes true or false, not `yes`. Write `true`."),
    ("retries", 2, "`retries` takes a mapping of attempts, backoff, jitter, budget, first_wait_ms, not `2`. "
                   "Write `{attempts: ...}`."),
])
def test_a_value_that_does_not_fit_is_refused_with_a_remedy(fact: str, value: Any, said: str) -> None:
    _, message, remedy = check_value((TERMS.needs | TERMS.design)[fact], value)
    assert f"{message} {remedy}".strip().endswith(said)


def test_facts_of_a_call_go_by_name_or_alias() -> None:
    assert check_facts({"waits": True, "fan_out": 4.0}, TERMS) == {"needs_response": True, "fan_out": 4}
    with pytest.raises(InputError) as caught:
        check_facts({"waits": True, "needs_response": True, "repaly": True, "timeout_ms": 5, "fan_out": 0}, TERMS)
    assert [str(problem) for problem in caught.value.problems] == [
        "`needs_response` is given twice, by name and by another name. Keep one of the two.",
        "There is no fact `repaly`. Did you mean `replay`?",
        "`timeout_ms` is not a fact of `needs`. `timeout_ms` belongs under `design`.",
        "`fan_out` takes a whole number of at least 1, not `0`."]


# The schema.


def fits(text: str) -> bool:
    tree = parse_tree(Source("t.yaml", text), problems=[])
    assert tree is not None
    return not list(Draft202012Validator(SCHEMA).iter_errors(to_plain(tree)))


def test_the_schema_is_a_schema_and_its_examples_fit_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    (example,) = SCHEMA["examples"]
    assert fits(json.dumps(example))
    assert of(json.dumps(example)).interactions


def test_every_fact_has_its_words_and_a_fitting_example_in_the_schema() -> None:
    for section in ("needs", "design"):
        properties = SCHEMA["$defs"][section]["properties"]
        terms: dict[str, Any] = getattr(TERMS, section)
        assert set(properties) == {word for term in terms.values() for word in (term.name, *term.aliases)}
        for term in terms.values():
            assert properties[term.name]["description"].startswith(term.question)
            for example in properties[term.name].get("examples", []):
                assert not list(Draft202012Validator(properties[term.name]).iter_errors(example))
                assert check_value(term, example)[1] == ""


def test_a_good_file_fits_the_schema() -> None:
    assert fits(GOOD)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["title"])
def test_a_structural_fault_is_refused_by_the_schema_and_by_the_reader(fault: dict[str, str]) -> None:
    assert GOOD.count(fault["old"]) >= 1
    text = GOOD.replace(fault["old"], fault["new"], 1)
    assert not fits(text)
    with pytest.raises(InputError):
        of(text)


@given(st.data())
def test_what_the_reader_takes_for_a_fact_the_schema_takes_too(data: st.DataObject) -> None:
    section = data.draw(st.sampled_from(["needs", "design"]))
    term = data.draw(st.sampled_from(list(getattr(TERMS, section).values())))
    words = [*term.values, *TERMS.pattern_aliases, "none", "x", "", " "]
    value = data.draw(st.sampled_from(words) | st.integers(-2, 3)
                      | st.sampled_from([True, False, None, [], {}, 10**15, 10**15 + 1, 1.0, 0.5, -0.5]))
    interaction = {"id": "i", "from": "a", "to": "b", section: {term.name: value}}
    text = json.dumps({"version": 1, "interactions": [interaction]})
    try:
        of(text)
        taken = True
    except InputError:
        taken = False
    assert taken == fits(text)
