"""The practices of the built-in pack: what a file of them holds, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import pytest

from advisor import api
from advisor.linter.check_registry import REPORTED_ELSEWHERE, check_names, find_check
from advisor.model.finding import SEVERITIES, FactQuestion, Finding
from advisor.model.pack import Pack
from advisor.model.practice import Practice
from advisor.rulebook.location import built_in_pack
from advisor.rulebook.practices import build_practices
from advisor.rulebook.terms import build_terms
from advisor.verification.examples import ExampleSuite
from tests import ROOT

FIVE_OF_THE_ARTICLE = {"unnecessary-sync-call", "missing-timeout", "missing-idempotency", "unmonitored-queue",
                       "mixed-patterns"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return api.load_pack()


@pytest.fixture(scope="module")
def practices() -> dict[str, Practice]:
    return {practice.id: practice for practice in api.load_practices()}


def found_in_examples(pack: Pack) -> Iterator[tuple[Sequence[Finding], Sequence[FactQuestion]]]:
    examples = ExampleSuite(pack)
    for shown in examples.examples:
        assert shown.failures == ()
        findings, questions = examples.run(shown, examples.practices, {shown.practice})
        yield ([finding for finding in findings if finding.rule == shown.practice],
               [question for question in questions if question.rule == shown.practice])


def test_every_check_that_a_practice_may_name_is_there_and_used(practices: dict[str, Practice]) -> None:
    assert {practice.check for practice in practices.values()} - {""} == set(check_names())


@pytest.mark.parametrize("name", check_names())
def test_every_check_is_registered_in_a_module_named_like_it(name: str) -> None:
    found = find_check(name)
    assert found.parameters == tuple(dict.fromkeys(found.parameters))
    if name in REPORTED_ELSEWHERE:
        assert name in Path(import_module(REPORTED_ELSEWHERE[name].module).__file__ or "").read_text(encoding="utf-8")
    else:
        assert found.find.__module__ == f"advisor.linter.checks.{name.replace('-', '_')}"
        assert found.find.__name__ == name.replace("-", "_")


def test_a_practice_gives_its_check_what_it_needs(practices: dict[str, Practice]) -> None:
    for practice in practices.values():
        if practice.check:
            assert practice.parameters.keys() == set(find_check(practice.check).parameters)


def test_a_practice_is_named_like_its_check(practices: dict[str, Practice]) -> None:
    assert all(practice.check in ("", practice.id) for practice in practices.values())


def test_the_five_of_the_article_are_judged_and_advised(pack: Pack, practices: dict[str, Practice]) -> None:
    assert {practice.id for practice in pack.practices if practice.is_advice} == FIVE_OF_THE_ARTICLE
    assert practices.keys() >= FIVE_OF_THE_ARTICLE
    assert all(practice.article for practice in pack.practices if practice.id in FIVE_OF_THE_ARTICLE)


def test_every_finding_of_an_example_is_a_whole_sentence_with_a_remedy(pack: Pack) -> None:
    findings = [finding for found, _ in found_in_examples(pack) for finding in found]
    assert {finding.rule for finding in findings} | {
            name for name in check_names() if not find_check(name).has_examples} == {
        practice.id for practice in pack.practices
    }
    for finding in findings:
        assert "{" not in finding.message
        assert finding.message.strip()
        assert finding.help.endswith(".")


def test_every_question_of_an_example_asks_something(pack: Pack) -> None:
    questions = [question for _, found in found_in_examples(pack) for question in found]
    assert all("?" in question.question or question.question.endswith(".") for question in questions)
    conditional = {practice.id for practice in pack.practices if practice.violated_when}
    assert {question.rule for question in questions} >= conditional


def test_loaded_practices_are_those_of_the_files(pack: Pack) -> None:
    """The first call may compile the pack and the second read it from the cache."""
    api._load.cache_clear()
    first = api.load_practices()
    api._load.cache_clear()
    assert api.load_practices() == first == build_practices(pack)


def test_errors_are_kept_for_what_breaks_in_production(practices: dict[str, Practice]) -> None:
    by_severity = {severity: {name for name, practice in practices.items() if practice.severity == severity}
                   for severity in SEVERITIES}
    assert by_severity["error"] >= {"missing-timeout", "missing-idempotency", "excluded-pattern", "sync-cycle"}
    assert len(by_severity["error"]) < len(by_severity["warning"])


def test_an_overlay_replaces_a_practice_and_switches_another_off(tmp_path: Path) -> None:
    (tmp_path / "practices").mkdir()
    (tmp_path / "practices" / "missing-timeout.yaml").write_text(
        "id: missing-timeout\ntitle: Ours\nseverity: info\nviolated_when: {timeout_ms: {at_least: 3000}}\n"
        "says: '{from} waits too long'\nbecause: B.\nremedy: R.\nsource: our handbook\n")
    (tmp_path / "pack.yaml").write_text("switched_off:\n  - {id: missing-trace-context, because: We have no traces.}\n")
    found = {practice.id: practice for practice in api.load_practices((str(tmp_path),))}
    assert "missing-trace-context" not in found
    assert found["missing-timeout"].violated_when == {"timeout_ms": {"at_least": 3000}}
    assert found["missing-timeout"].severity == "info"


def test_a_practice_without_a_condition_is_advice_alone(tmp_path: Path) -> None:
    (tmp_path / "practices").mkdir()
    (tmp_path / "practices" / "name-an-owner.yaml").write_text(
        "id: name-an-owner\ntitle: Somebody owns it\nbecause: B.\nremedy: R.\nsource: our handbook\n")
    overlays = (str(tmp_path),)
    assert "name-an-owner" not in {practice.id for practice in api.load_practices(overlays)}
    advised = api.load_engine(overlays).recommend({"needs_response": True}).practices
    assert "name-an-owner" in {practice.id for practice in advised}


def test_a_judged_practice_is_said_with_a_recommendation_only_where_it_is_advised(pack: Pack) -> None:
    advised = {practice.id for practice in api.load_engine().recommend({"needs_response": False}).practices}
    assert advised == {"missing-idempotency", "mixed-patterns", "unnecessary-sync-call", "unmonitored-queue"}


def test_the_example_of_contributing_is_a_practice_of_the_pack() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = text.partition("```yaml\nid: ")[2].partition("```")[0]
    (file,) = (built_in_pack() / "practices").rglob(f"{shown.splitlines()[0]}.yaml")
    assert file.read_text(encoding="utf-8").startswith(f"id: {shown}")


def test_terms_name_the_circumstances_that_practices_read(pack: Pack) -> None:
    assert {"mode", "method", "from_kind", "to_kind", "receivers"} <= build_terms(pack).circumstances.keys()
    assert api.load_engine().terms == build_terms(pack)


def test_practices_are_sorted_by_subject_as_the_readme_of_the_rules_says() -> None:
    folders = {path.parent.name for path in (built_in_pack() / "practices").rglob("*.yaml")}
    assert folders == {"calls", "messaging", "streaming", "system", "documents", "comments"}
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    assert all(f"`{folder}`" in text for folder in folders)


def test_a_computed_check_says_where_its_logic_is(pack: Pack) -> None:
    for practice in pack.practices:
        assert bool(practice.logic) == bool(practice.check), practice.id
        path = practice.logic.split(" ")[0].rstrip(":;,")
        assert not practice.check or (ROOT / path).is_file(), practice.logic
        assert all(f"`{name}`" in practice.logic for name in practice.parameters), practice.logic
