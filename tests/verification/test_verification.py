"""`rules check` and `rules test`: every fault is found where it is planted, and nothing is found beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from advisor.model.pack import Pack
from advisor.rulebook.location import built_in_pack
from advisor.verification import search
from advisor.verification.cases import run_cases
from advisor.verification.examples import run_examples
from advisor.verification.mutants import mutate_condition
from advisor.verification.mutation import run_mutation_tests
from advisor.verification.verify import verify
from tests import CASES as ALL_CASES
from tests.conftest import Advise
from tests.packs import load_pack

CASES = ALL_CASES / "verification"
CLEAN = str(CASES / "clean")
FAULTS = sorted(path.name for path in (CASES / "faults").iterdir())


@pytest.fixture(scope="module")
def built_in() -> Pack:
    return load_pack(built_in_pack())


def problem_lines(text: str) -> list[str]:
    """The lines before the summary, without the way to the cases."""
    head = text.split("\n\n")[0] if "\n\n" in text else ""
    return [line.replace(f"{CASES}{os.sep}", "").replace(os.sep, "/") for line in head.splitlines()]


# check


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_where_it_stands(run: Advise, name: str) -> None:
    """`ADVISOR_ACCEPT=1 pytest` writes what is said now, for review in the diff."""
    case = CASES / "faults" / name
    done = run("rules", "check", CLEAN, "--rules", str(case / "planted"))
    said = "".join(f"{line}\n" for line in problem_lines(done.out))
    if os.environ.get("ADVISOR_ACCEPT"):
        (case / "expected.txt").write_text(said, encoding="utf-8")
    assert said == (case / "expected.txt").read_text(encoding="utf-8")
    assert said
    assert done.code == 1


@pytest.mark.parametrize("name", FAULTS)
def test_a_near_neighbour_of_a_fault_is_clean(name: str) -> None:
    assert verify(load_pack(Path(CLEAN), [CASES / "faults" / name / "neighbour"])).faults == ()


def test_every_kind_of_fault_is_planted_somewhere() -> None:
    kinds = {fault.kind for name in FAULTS
             for fault in verify(load_pack(Path(CLEAN), [CASES / "faults" / name / "planted"])).faults}
    assert kinds == {"never-fires", "only-in-conflict", "dead", "shadowed", "same-condition", "contradictory",
                     "never-said", "cannot-win", "nothing-speaks", "all-excluded", "tie", "unread", "no-case",
                     "no-example"}


def test_a_clean_pack_is_clean_and_says_what_was_proved(run: Advise) -> None:
    done = run("rules", "check", CLEAN)
    assert done.code == 0
    assert done.err == f"{CLEAN} is taken as a pack of its own.\n"
    assert done.out.startswith("clean: facts 5, patterns 2, rules 7, ")
    assert done.out.count("exact: ") == 9
    assert "not exact" not in done.out
    assert "\ncall wins, for example with waits yes.\n" in done.out
    assert done.out.endswith("\nNo problems\n")


def test_check_as_json_has_places_examples_and_proofs(run: Advise) -> None:
    planted = str(CASES / "faults" / "all-excluded" / "planted")
    done = run("rules", "check", CLEAN, "--rules", planted, "--format", "json")
    assert done.code == 1
    data = json.loads(done.out)
    assert list(data) == ["schema", "rules_pack", "title", "counts", "problems", "proofs", "wins", "ties"]
    (problem,) = data["problems"]
    assert (problem["kind"], problem["family"], problem["id"]) == ("all-excluded", "pack", "clean")
    assert (problem["file"], problem["line"], problem["column"]) == (str(CASES / "clean" / "pack.yaml"), 2, 1)
    assert problem["others"] == ["no-broker-outside", "no-call-to-many"]
    assert problem["example"]["pattern"] is None
    assert {"audience", "consumers"} <= set(problem["example"]["rests_on"]) <= set(problem["example"]["facts"])
    assert all(proof["exact"] and proof["method"] and proof["checked"] for proof in data["proofs"])
    assert {win["pattern"] for win in data["wins"]} == {"call", "message"}


def test_a_directory_without_facts_is_an_overlay(run: Advise, tmp_path: Path) -> None:
    (tmp_path / "scenarios.yaml").write_text(
        "evidence:\n  - {id: never-heard, title: T, when: {crud: true, needs_response: true}, "
        "favours: {event-streaming: -1}, because: B, source: s}\n")
    done = run("rules", "check", str(tmp_path))
    assert done.code == 1
    assert done.err == f"{tmp_path} is taken as an overlay on the built-in pack.\n"
    assert f"{tmp_path}/scenarios.yaml:2:5: never-heard: Without it the same pattern wins everywhere." in done.out


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_bad_pack_is_exit_code_2(run: Advise, tmp_path: Path, command: str) -> None:
    (tmp_path / "scenarios.yaml").write_text("scenarios:\n  - {id: x}\n")
    for directory in (str(tmp_path), str(tmp_path / "nowhere")):
        done = run("rules", command, directory)
        assert (done.code, done.out) == (2, "")
        assert "error: " in done.err
        assert "is taken as" not in done.err


def test_text_of_a_pack_cannot_move_the_cursor(run: Advise, tmp_path: Path) -> None:
    name = tmp_path / "o\x1b[31mverlay"
    name.mkdir()
    (name / "warnings.yaml").write_text(
        "warnings:\n  - {id: odd, title: T, when: {replay: true}, warns: W, because: B, source: s}\n")
    done = run("rules", "check", str(name))
    assert "odd: No case names it" in done.out
    assert "\x1b" not in done.out + done.err


def test_a_proof_that_is_cut_short_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = load_pack(Path(CLEAN), [CASES / "faults" / "dead" / "planted"])
    monkeypatch.setattr(search, "MAX_TOTAL_STEPS", 0)
    verdict = verify(planted)
    weight = verdict.proofs[1]
    assert not weight.exact
    assert "outside-waits" in weight.unproved
    assert weight.answer == "yes, as far as it was proved"
    assert verdict.faults == ()


def test_too_many_orders_of_numbers_are_admitted(run: Advise, tmp_path: Path) -> None:
    names = [f"n{place}" for place in range(8)]
    needs = "".join(f"  - {{name: {name}, type: number, at_least: 0, question: '?', help: '!'}}\n" for name in names)
    compared = "".join(f"  - {{fact: c{place}, title: t, smaller: n{place}, larger: n{place + 1}}}\n"
                       for place in range(7))
    (tmp_path / "facts.yaml").write_text(f"needs:\n{needs}comparisons:\n{compared}")
    done = run("rules", "check", CLEAN, "--rules", str(tmp_path))
    assert done.out.count("not exact, cut short for some orders of numbers that are compared") == 7


def test_nothing_is_wrong_with_the_built_in_pack(built_in: Pack) -> None:
    verdict = verify(built_in)
    assert [str(fault[:4]) for fault in verdict.faults] == []
    assert all(proof.exact for proof in verdict.proofs)
    assert {win.pattern for win in verdict.wins} == {pattern.name for pattern in built_in.patterns}


# test


def test_the_cases_of_the_built_in_pack_hold(built_in: Pack) -> None:
    assert [result for result in run_cases(built_in) if result.failures] == []
    assert len(built_in.cases) > len(built_in.rules) / 2


def test_cases_that_hold_are_counted(run: Advise) -> None:
    done = run("rules", "test", CLEAN)
    assert (done.code, done.out) == (0, "5 passed, 0 failed\n")


def test_a_broken_case_says_what_was_expected_and_what_came(run: Advise) -> None:
    done = run("rules", "test", CLEAN, "--rules", str(CASES / "broken-cases"))
    place = f"{CASES / 'broken-cases' / 'cases' / 'broken.yaml'}"
    assert done.code == 1
    assert done.out.splitlines() == [
        f"{place}:2:5: all-wrong: The pattern should be message, and is call.",
        f"{place}:2:5: all-wrong: The status should be conflict, and is decided.",
        f"{place}:2:5: all-wrong: `outsiders-call` should fire, and it is silent.",
        f"{place}:2:5: all-wrong: `call-blocks` should be silent, and it fires.",
        f"{place}:2:5: all-wrong: \"the moon\" should be mentioned, and it is not said.",
        f"{place}:4:5: no-winner: The pattern should be call, and is none.",
        "5 passed, 2 failed"]


def test_cases_as_json(run: Advise) -> None:
    done = run("rules", "test", CLEAN, "--rules", str(CASES / "broken-cases"), "--format", "json")
    assert done.code == 1
    data = json.loads(done.out)
    assert {key: data[key] for key in ("schema", "rules_pack", "passed", "failed")} == {
        "schema": 1, "rules_pack": "clean", "passed": 5, "failed": 2}
    cases = {case["id"]: case for case in data["cases"]}
    assert (cases["no-winner"]["line"], cases["no-winner"]["passed"]) == (4, False)
    assert cases["no-winner"]["failures"] == [{"promise": "pattern", "expected": "call", "found": "none"}]
    assert cases["waits-inside"]["failures"] == []
    assert cases["waits-inside"]["file"] == str(CASES / "clean" / "cases" / "clean.yaml")
    assert (data["examples"], data["mutation"]) == ([], None)


def test_a_pack_without_cases_is_not_called_good(run: Advise, tmp_path: Path) -> None:
    for source in Path(CLEAN).rglob("*.yaml"):
        copy = tmp_path / source.relative_to(CLEAN)
        if copy.parent.name != "cases":
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(source.read_text())
    done = run("rules", "test", str(tmp_path))
    assert (done.code, done.out) == (1, "clean has no cases, so nothing was tested. Add some to `cases/`.\n")


# examples


def test_the_examples_of_the_built_in_pack_hold(built_in: Pack) -> None:
    results = run_examples(built_in)
    assert [result for result in results if result.failures] == []
    assert len(results) > 3 * len(built_in.practices)


def test_a_broken_example_says_what_was_expected_and_what_came(run: Advise) -> None:
    done = run("rules", "test", CLEAN, "--rules", str(CASES / "broken-examples"))
    place = f"{CASES / 'broken-examples' / 'practices' / 'slow-call.yaml'}"
    assert done.code == 1
    assert done.out.splitlines() == [
        f"{place}:10:5: slow-call, example 1: It should find slow-call 2 times, and does once.",
        f"{place}:10:5: slow-call, example 1: It should leave open slow-call once, and does not at all.",
        f"{place}:10:5: slow-call, example 1: The severity should be info, and is error.",
        f"{place}:17:5: slow-call, example 2: It should find slow-call not at all, and does once.",
        f"{place}:21:5: slow-call, example 3: It should leave open slow-call not at all, and does once.",
        f"{place}:25:5: slow-call, example 4: It should be an architecture: "
        "architecture:2:59: `consumers` takes a whole number of at least 1, not `few`.",
        "6 passed, 4 failed"]


def test_examples_as_json(run: Advise) -> None:
    done = run("rules", "test", CLEAN, "--rules", str(CASES / "broken-examples"), "--format", "json")
    examples = json.loads(done.out)["examples"]
    assert [example["passed"] for example in examples] == [False, False, False, False, True]
    assert (examples[4]["id"], examples[4]["line"]) == ("slow-call, example 5", 29)
    assert examples[1]["failures"] == [{"promise": "finds", "expected": "slow-call not at all", "found": "once"}]


# mutants


def test_a_change_that_nothing_notices_is_named_with_its_place(run: Advise) -> None:
    done = run("rules", "test", CLEAN, "--mutate")
    *survivors, last = done.out.splitlines()
    assert done.code == 1
    assert survivors[0] == "5 passed, 0 failed"
    assert f"{CASES / 'clean' / 'scenarios.yaml'}:3:5: nobody-waits: Nothing notices message +3 -> -3." in survivors
    assert last == "22 of 30 mutants killed, 73.3 %"


def test_mutants_as_json(run: Advise) -> None:
    data = json.loads(run("rules", "test", CLEAN, "--mutate", "--format", "json").out)["mutation"]
    assert (data["tried"], data["killed"]) == (30, 22)
    assert data["share"] == 22 / 30
    assert len(data["survivors"]) == 8
    assert data["survivors"][0] == {"id": "many-consumers", "change": "message +2 -> -2", "line": 6, "column": 5,
                                    "file": str(CASES / "clean" / "scenarios.yaml")}


def test_no_mutant_is_tried_while_a_case_fails(run: Advise) -> None:
    done = run("rules", "test", CLEAN, "--rules", str(CASES / "broken-cases"), "--mutate")
    assert done.code == 1
    assert "killed" not in done.out
    assert "No mutants were tried" in done.err


def test_a_practice_that_its_examples_describe_has_no_surviving_mutant() -> None:
    neighbour = load_pack(Path(CLEAN), [CASES / "faults" / "no-example" / "neighbour"])
    survivors = {survivor.change for survivor in run_mutation_tests(neighbour).survivors if survivor.id == "slow-call"}
    assert survivors == {"severity warning -> info", "violated_when `consumers` at_least 5 -> 6"}


def test_every_practice_of_the_built_in_pack_is_described_to_the_last_mutant(built_in: Pack) -> None:
    practices_alone = built_in.model_copy(update={"rules": (), "roles": {}, "cases": ()})
    mutation = run_mutation_tests(practices_alone)
    assert [str(survivor[:2]) for survivor in mutation.survivors] == []
    assert mutation.tried > 5 * len(built_in.practices)


@pytest.mark.parametrize(("condition", "expected"), [
    ({"waits": True}, {"without `waits`": {}, "`waits` true -> false": {"waits": False}}),
    ({"key": "none"}, {"without `key`": {}, "`key` not none": {"not": {"key": "none"}}}),
    ({"kind": ["a", "b"]}, {"without `kind`": {}, "`kind` not in its list": {"not": {"kind": ["a", "b"]}},
                            "`kind` without a": {"kind": ["b"]}, "`kind` without b": {"kind": ["a"]}}),
    ({"rate": {"at_most": 0.5}}, {"without `rate`": {}, "`rate` at_most -> at_least": {"rate": {"at_least": 0.5}},
                                  "`rate` at_most 0.5 -> 0.55": {"rate": {"at_most": 0.55}},
                                  "`rate` at_most 0.5 -> 0.45": {"rate": {"at_most": 0.45}}}),
    ({"rate": {"stated": True}}, {"without `rate`": {}, "`rate` stated turned round": {"rate": {"stated": False}}}),
    ({"not": {"waits": True}}, {"without `not`": {}, "without its `not`": {"all": [{"waits": True}]},
                                "not: `waits` true -> false": {"not": {"waits": False}}}),
    ({"any": [{"a": True}, {"b": True}]}, {
        "without `any`": {}, "`any` -> `all`": {"all": [{"a": True}, {"b": True}]},
        "without (a) in `any`": {"any": [{"b": True}]}, "without (b) in `any`": {"any": [{"a": True}]},
        "any: `a` true -> false": {"any": [{"a": False}, {"b": True}]},
        "any: `b` true -> false": {"any": [{"a": True}, {"b": False}]}}),
    ({"all": [{"a": True}], "not": {"b": "x"}}, {
        "without `all`": {"not": {"b": "x"}}, "without `not`": {"all": [{"a": True}]},
        "all: `a` true -> false": {"not": {"b": "x"}, "all": [{"a": False}]},
        "without its `not`": {"all": [{"all": [{"a": True}]}, {"all": [{"b": "x"}]}]},
        "not: `b` not x": {"all": [{"a": True}], "not": {"not": {"b": "x"}}}}),
])
def test_a_condition_is_changed_in_every_part(condition: dict[str, Any], expected: dict[str, Any]) -> None:
    assert dict(mutate_condition(condition)) == expected


def test_a_dropped_test_beside_another_of_the_same_fact_keeps_both_apart() -> None:
    turned = [
        changed for change, changed in mutate_condition({"not": {"a": "x"}, "b": ["y", "z"]}) if "its list" in change
    ]
    assert turned == [{"all": [{"not": {"a": "x"}}, {"not": {"b": ["y", "z"]}}]}]
