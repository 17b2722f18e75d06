"""The interview asks only what can change the answer, and ends with the answer that all facts at once would give."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.api import load_engine
from advisor.engine import Engine
from advisor.errors import InputError
from advisor.extraction.architecture.read import read_architecture
from advisor.interview.answer_effects import NO_EFFECT
from advisor.interview.answers import answer_label, askable_facts, possible_answers
from advisor.interview.append_interaction import NewInteraction, append_interaction, format_new_file
from advisor.interview.lookahead import CONTRADICTION, LookaheadLimitReached, find_outcome, find_outcome_change
from advisor.interview.name_questions import find_name_error, infer_facts, new_service_kinds, next_name_question
from advisor.interview.next_question import explain_ending, next_question, remaining_questions
from advisor.interview.question import InterviewQuestion
from advisor.interview.session import Session
from advisor.text.source import Source
from tests import CASES, ROOT
from tests.worlds import asked, known_facts, values_of

ENGINE = load_engine()
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
SMALL = load_engine(base=str(CASES / "rulebook" / "small"))


def answer(engine: Engine, facts: dict[str, Any], name: str) -> Any:
    """What somebody who knows these facts says; who knows a number knows the choice that it fills."""
    number, edges = engine.fact_index.bands.get(name, ("", []))
    if number in facts:
        return [value for least, value in edges if least <= facts[number]][-1]
    return facts.get(name)


def hold(engine: Engine, facts: dict[str, Any]) -> tuple[dict[str, Any], list[InterviewQuestion]]:
    """An interview with somebody who knows these facts and no others: what is known at its end, and what was asked."""
    known: dict[str, Any] = {}
    questions: list[InterviewQuestion] = []
    declined: set[str] = set()
    while (question := next_question(engine, known, declined)) is not None:
        questions.append(question)
        assert question.fact not in {*known, *declined}
        value = answer(engine, facts, question.fact)
        if value is None:
            declined.add(question.fact)
        else:
            known[question.fact] = value
    return known, questions


def consistent(engine: Engine, facts: dict[str, Any]) -> dict[str, Any]:
    """Facts in which no choice is said beside the number that fills it."""
    return {name: value for name, value in facts.items()
            if name not in engine.fact_index.bands or engine.fact_index.bands[name][0] not in facts}


# The end


@given(known_facts(ENGINE, at_most=24))
@settings(max_examples=60)
def test_the_interview_ends_with_what_all_facts_at_once_would_give(facts: dict[str, Any]) -> None:
    facts = consistent(ENGINE, facts)
    known, _ = hold(ENGINE, facts)
    assert find_outcome(ENGINE, known) == find_outcome(ENGINE, facts)
    decision, end = ENGINE.decide(known), explain_ending(ENGINE, known)
    assert end.status == (decision.status if decision.status in ("decided", "conflict") else "settled")
    assert decision.pattern is None or decision.pattern in end.because


@given(known_facts(SMALL))
@settings(max_examples=60)
def test_so_it_does_with_another_pack(facts: dict[str, Any]) -> None:
    facts = consistent(SMALL, facts)
    known, _ = hold(SMALL, facts)
    assert find_outcome(SMALL, known) == find_outcome(SMALL, facts)


def test_nothing_is_asked_once_the_answers_contradict() -> None:
    facts = {"needs_response": True, "replay": True}
    assert next_question(ENGINE, facts) is None
    assert explain_ending(ENGINE, facts).status == "conflict"


def test_who_knows_nothing_is_not_asked_for_everything() -> None:
    known, questions = hold(ENGINE, {})
    assert not known
    assert len(questions) < len(asked(ENGINE))
    assert explain_ending(ENGINE, {}).status == "settled"


# The questions


def test_the_first_question_is_the_one_that_the_most_rules_turn_on() -> None:
    question = next_question(ENGINE, {})
    assert question is not None
    assert question.fact == "needs_response"
    assert [(option.label, option.value) for option in question.options] == [("yes", True), ("no", False)]


@given(known_facts(ENGINE, at_most=8))
@settings(max_examples=60)
def test_a_question_can_change_the_outcome_alone_or_with_those_it_names(facts: dict[str, Any]) -> None:
    question = next_question(ENGINE, facts)
    if question is None or question.together_with:
        return
    now = find_outcome(ENGINE, facts)
    outcomes = [find_outcome(ENGINE, {**facts, question.fact: option.value}) for option in question.options]
    if now is not None:
        assert any(found != now for found in outcomes)


@given(known_facts(ENGINE, at_most=8))
@settings(max_examples=60)
def test_an_effect_says_what_the_answer_does(facts: dict[str, Any]) -> None:
    question = next_question(ENGINE, facts)
    for option in question.options if question else ():
        after = {**facts, question.fact: option.value}  # type: ignore[union-attr]
        found = find_outcome(ENGINE, after)
        if found == CONTRADICTION:
            assert option.effect.startswith("contradicts: ")
        elif option.effect == NO_EFFECT:
            assert found == find_outcome(ENGINE, facts)
        elif "would lead" in option.effect and "nobody" not in option.effect:
            assert f"{found} would lead" in option.effect
        for exclusion in ENGINE.recommend(after).excluded:
            was_out = {old.pattern for old in ENGINE.recommend(facts).excluded}
            assert exclusion.pattern in was_out or found == CONTRADICTION or (
                option.effect.startswith("rules out ") and exclusion.pattern in option.effect)


@given(known_facts(ENGINE, at_most=6), st.sampled_from(asked(ENGINE)))
@settings(max_examples=100)
def test_the_answers_to_a_number_cover_all_its_values_once(facts: dict[str, Any], name: str) -> None:
    facts.pop(name, None)
    if name not in askable_facts(ENGINE, facts, ()) or ENGINE.fact_index.facts[name]["values"]:
        return
    answers = possible_answers(ENGINE, name, facts)
    choice = ENGINE.fact_index.choice_by_number.get(name)
    for value in values_of(ENGINE, name):
        if choice is not None and answer(ENGINE, {name: value}, choice) != facts[choice]:
            continue
        holding = [one for one in answers if one.lower < (value, 0.5) < one.upper]  # type: ignore[operator]
        assert len(holding) == 1
        assert find_outcome(ENGINE, {**facts, name: value}) == find_outcome(ENGINE, {**facts, name: holding[0].value})


@pytest.mark.parametrize(("name", "known", "labels"), [
    ("fan_out", {"needs_response": True}, ["1", "2 to 9", "10 or more"]),
    ("fan_out", {"needs_response": False}, ["1", "2 or more"]),
    ("latency_budget_ms", {"needs_response": True, "audience": "external", "work_duration_ms": 30_000},
     ["up to 50", "more than 50, below 30,000", "30,000 or more"]),
    ("retention_hours", {"needs_response": False, "replay": True}, ["0", "more than 0, below 24", "24 or more"]),
    ("throughput_rps", {"needs_response": False, "volume": "very_high"}, ["100,000 or more"]),
])
def test_bands_of_a_number_lie_between_the_thresholds_of_rules_that_are_open(name: str, known: dict[str, Any],
                                                                             labels: list[str]) -> None:
    term = ENGINE.terms.needs[name]
    found = [answer_label(term, one) for one in possible_answers(ENGINE, name, known)]
    assert found == labels


def test_a_number_is_asked_only_after_the_choice_that_it_fills() -> None:
    assert "throughput_rps" not in askable_facts(ENGINE, {}, ())
    assert "throughput_rps" not in askable_facts(ENGINE, {}, {"volume"})
    assert "throughput_rps" in askable_facts(ENGINE, {"volume": "very_high"}, ())
    assert "volume" not in askable_facts(ENGINE, {"throughput_rps": 3}, ())


def test_what_is_declined_is_not_asked_again_and_keeps_its_branches_open() -> None:
    everything = remaining_questions(ENGINE, {})
    assert len({question.fact for question in everything}) == len(everything)
    assert all(
        question.fact != everything[0].fact for question in remaining_questions(ENGINE, {}, {everything[0].fact})
    )


@given(known_facts(ENGINE, at_most=10), st.sets(st.sampled_from(asked(ENGINE)), max_size=8))
@settings(max_examples=60)
def test_a_change_that_is_found_is_one_and_needs_no_declined_fact(facts: dict[str, Any], declined: set[str]) -> None:
    declined -= facts.keys()
    try:
        answers = find_outcome_change(ENGINE, facts, declined)
    except LookaheadLimitReached:
        return
    now = find_outcome(ENGINE, facts)
    if answers is None or now == CONTRADICTION:
        return
    assert not declined & answers.keys()
    assert find_outcome(ENGINE, {**facts, **answers}) != now


def test_a_search_that_is_cut_short_asks_rather_than_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.interview.lookahead.MAX_NODES", 0)
    facts = {"needs_response": False, "fan_out": 4, "replay": True, "audience": "internal", "retention_hours": 24}
    assert next_question(ENGINE, facts) is not None


# A sitting


def asked_now(sitting: Session) -> InterviewQuestion:
    question = sitting.question(ENGINE)
    assert question is not None
    return question


def test_going_back_brings_the_question_and_its_answer_again() -> None:
    first = asked_now(Session())
    one = Session().answer(first, first.options[0])
    second = asked_now(one)
    two = one.answer(second, second.options[0])
    back = two.undo().undo()
    assert back.answers == ()
    assert asked_now(back) == first
    earlier = back.earlier_answer(first)
    assert earlier is not None
    assert earlier.known == {first.fact: first.options[0].value}
    assert back.redo(first).redo(second).answers == two.answers
    assert back.undo() == back


def test_another_answer_replaces_the_one_that_was_taken_back() -> None:
    first = asked_now(Session())
    again = Session().answer(first, first.options[0]).undo().answer(first, first.options[1])
    assert again.known == {first.fact: first.options[1].value}
    assert again.earlier_answer(first) is None


def test_dont_know_is_an_answer() -> None:
    first = asked_now(Session())
    skipped = Session().skip(first)
    assert skipped.known == {}
    assert skipped.declined == {first.fact}
    assert asked_now(skipped).fact != first.fact


def test_a_range_is_kept_with_its_words_and_a_number_without() -> None:
    known = {"needs_response": True, "audience": "internal"}
    question = next(one for one in remaining_questions(ENGINE, known) if one.fact == "work_duration_ms")
    ranged = Session(known).answer(question, question.options[-1])
    assert ranged.range_labels == {"work_duration_ms": question.options[-1].label}
    exact = Session(known).answer_number(question, 7000)
    assert (exact.known["work_duration_ms"], exact.range_labels) == (7000, {})


def test_a_number_may_answer_for_the_choice_that_it_fills() -> None:
    question = next(one for one in remaining_questions(ENGINE, {"needs_response": False}) if one.fact == "volume")
    sitting = Session({"needs_response": False}).answer_number(question, 150_000)
    assert sitting.known["throughput_rps"] == 150_000
    assert "volume" not in askable_facts(ENGINE, sitting.known, sitting.declined)


# Names


def test_names_are_asked_in_order_and_kinds_only_of_new_services() -> None:
    names: dict[str, str] = {}
    given_names = {"from": "shop", "to": "mail, billing", "kind of mail": "job", "id": "send", "operation": ""}
    seen = []
    while (naming := next_name_question(names, ["shop", "billing"], ["other"])) is not None:
        seen.append(naming.key)
        names[naming.key] = given_names[naming.key]
    assert seen == ["from", "to", "kind of mail", "id", "operation"]
    assert new_service_kinds(names) == {"mail": "job"}
    assert new_service_kinds({**names, "kind of mail": "unknown"}) == {"mail": ""}


def test_nothing_follows_from_a_kind_that_nobody_knows() -> None:
    names = {"from": "a", "to": "b", "kind of a": "unknown", "kind of b": "unknown"}
    assert {name: fact.value for name, fact in infer_facts(names, {}, ENGINE.terms).items()} == {"fan_out": 1}


def test_what_follows_from_kinds_is_known_without_a_question() -> None:
    names = {"from": "page", "to": "shop,mail", "kind of page": "browser", "kind of shop": "service",
             "kind of mail": "job"}
    follows = {name: fact.value for name, fact in infer_facts(names, {}, ENGINE.terms).items()}
    assert follows == {"fan_out": 2, "audience": "external", "client": "browser"}


@pytest.mark.parametrize(("key", "value"), [
    ("from", ""), ("from", "a\x1b[2J"), ("to", " , "), ("to", "a, b\x07"), ("id", "two words"), ("id", "taken"),
    ("kind of a", "robot"), ("from", "x" * 200)])
def test_a_name_that_a_file_would_refuse_is_refused(key: str, value: str) -> None:
    names = {"from": "a", "to": "b", "kind of b": "job"} if key != "from" else {}
    if key == "to":
        names = {"from": "a"}
    if key == "id":
        names = {**names, "kind of a": "job"}
    naming = next_name_question(names, [], ["taken"])
    assert naming is not None
    assert naming.key == key
    assert find_name_error(naming, value, ["taken"])


# One interaction more in a file

ADDITION = NewInteraction("send-mail", "shop", ("mail", "billing"), "order.created: v1", {"billing": "job"},
                          {"needs_response": False, "work_duration_ms": 5000}, {"audience": "internal"},
                          {"work_duration_ms": "5,000 or more"})
BOTH = "  shop: {kind: service}\n  mail: {kind: service}\n"
FILES = {
    "block": f"version: 1  # first\nservices:  # who\n{BOTH}\ninteractions:\n  # calls\n  - id: q\n    from: shop\n"
             "    to: mail  # end\n\n# tail\n",
    "not indented": f"version: 1\nservices:\n{BOTH}interactions:\n- id: q\n  from: shop\n  to: mail\nflows: []\n",
    "windows": f"version: 1\nservices:\n{BOTH}interactions:\n- {{id: q, from: shop, to: mail}}\n# tail\n"
               .replace("\n", "\r\n"),
    "flow": "version: 1\nservices: {shop: {}, mail: {}}\ninteractions: [{id: q, from: shop, to: mail}]\n",
    "empty flow": "version: 1\nservices: {shop: {}, mail: {}}\ninteractions: []",
    "none yet": f"version: 1\nservices:\n{BOTH}",
    "no services": "version: 1\ninteractions:\n- {id: q, from: shop, to: mail}\n",
    "block scalar": f"version: 1\nservices:\n{BOTH}interactions:\n- id: q\n  from: shop\n  to: mail\n  description: |\n"
                    "    a\n\n    b\n\n\n# tail\n",
    "interactions first": f"version: 1\ninteractions:\n  - {{id: q, from: shop, to: mail}}\nservices:\n{BOTH}",
    "json": '{"version": 1,\n "services": {"shop": {}, "mail": {}},\n "interactions": [\n'
            '  {"id": "q", "from": "shop", "to": "mail"}\n ]\n}\n',
    "empty json": '{"version": 1, "services": {"shop": {}, "mail": {}}}',
}


@pytest.mark.parametrize("name", FILES)
def test_what_was_there_stays_byte_for_byte(name: str) -> None:
    source = Source("a.json" if "json" in name else "a.yaml", FILES[name])
    text = append_interaction(source, ADDITION, ENGINE.terms)
    assert changed_parts(source.text, text) <= {"insert"}
    before = read_architecture([source], ENGINE.terms)
    after = read_architecture([Source(source.name, text)], ENGINE.terms)
    assert [one.id for one in after.interactions] == [*(one.id for one in before.interactions), "send-mail"]
    new = after.interactions[-1]
    assert (new.sender, new.receivers, new.operation) == ("shop", ("mail", "billing"), "order.created: v1")
    assert new.facts().items() >= ADDITION.needs.items()
    if name == "windows":
        assert "\n" not in text.replace("\r\n", "")




def changed_parts(old: str, new: str) -> set[str]:
    """What was done to the characters of the old text."""
    found = {kind for kind, *_ in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()}
    return found - {"equal"}


def test_a_new_file_is_read_as_what_was_said() -> None:
    addition = ADDITION._replace(kinds={"shop": "service", "mail": "service", "billing": "job"})
    text = format_new_file("a.yaml", addition, ENGINE.terms)
    (new,) = read_architecture([Source("a.yaml", text)], ENGINE.terms).interactions
    assert new.facts().items() >= ADDITION.needs.items()
    assert "work_duration_ms: 5000  # 5,000 or more\n" in text


@given(st.text(min_size=1, max_size=30).filter(lambda text: text == text.strip() and text.isprintable()))
def test_any_name_that_is_allowed_comes_back_as_it_was(name: str) -> None:
    addition = ADDITION._replace(sender=name, kinds={name: "service", "mail": "job", "billing": "job"}, operation=name)
    if name in ("mail", "billing"):
        return
    text = format_new_file("a.yaml", addition, ENGINE.terms)
    (new,) = read_architecture([Source("a.yaml", text)], ENGINE.terms).interactions
    assert (new.sender, new.operation) == (name, name)


def test_an_id_that_is_taken_does_not_fit() -> None:
    source = Source("a.yaml", FILES["block"])
    with pytest.raises(InputError, match="does not fit"):
        append_interaction(source, ADDITION._replace(id="q"), ENGINE.terms)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_takes_one_interaction_more(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    sender, receiver, *_ = read_architecture([source], ENGINE.terms).services
    new = ADDITION._replace(sender=sender, receivers=(receiver, "billing-2"), kinds={"billing-2": "job"})
    text = append_interaction(source, new, ENGINE.terms)
    lines, new_lines = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    done = SequenceMatcher(None, lines, new_lines, autojunk=False).get_opcodes()
    assert {kind for kind, *_ in done} == {"equal", "insert"}
    assert sum(kind == "insert" for kind, *_ in done) == 2


# What the benchmark counts


def test_the_benchmark_holds_the_interview_that_is_tested_here() -> None:
    interview = pytest.importorskip("benchmarks.interview")
    cases = [{"needs_response": True, "audience": "external"}, {"needs_response": True, "replay": True}, {}]
    text, is_same = interview.report_questions(ENGINE, cases)
    assert is_same
    assert [len(hold(ENGINE, facts)[1]) for facts in cases] == [
        interview.hold(ENGINE, facts, interview.best_first(ENGINE)).questions for facts in cases]
    assert "3 of 3" in text
