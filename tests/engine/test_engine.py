"""The engine keeps its promises: on the built-in pack by chance, on a small pack by trying everything."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.api import load_engine
from advisor.engine import Engine
from advisor.engine.completions import ProofLimitReached
from tests import CASES
from tests.worlds import asked, completions, is_possible, known_facts, values_of, winner

ENGINE = load_engine()
SMALL = load_engine(base=str(CASES / "rulebook" / "small"))
FACTS = known_facts(ENGINE)
SMALL_VALUES: dict[str, list[Any]] = {
    "waits": [False, True], "audience": ["inside", "outside"], "consumers": [1, 2, 3, 50, 51], "rate": [0, 1000],
    "load": ["low", "high"], "work_ms": [0, 10], "budget_ms": [5, 20]}
SMALL_WORLDS = [dict(zip(SMALL_VALUES, chosen, strict=True)) for chosen in product(*SMALL_VALUES.values())]


@given(FACTS)
def test_a_score_is_the_sum_of_its_reasons(facts: dict[str, Any]) -> None:
    advice = ENGINE.recommend(facts)
    scores = ENGINE.ranking.scores(ENGINE.fact_index.fired_boxes(facts))
    assert {ranked.pattern: ranked.score for ranked in advice.ranking} == scores
    for ranked in advice.ranking:
        assert ranked.score == sum(reason.points for reason in ranked.reasons)
        assert all(reason.rule and reason.source and reason.because for reason in ranked.reasons)


@given(FACTS)
def test_the_margin_is_the_lead_over_the_best_other_pattern(facts: dict[str, Any]) -> None:
    advice = ENGINE.recommend(facts)
    if advice.pattern is None:
        assert advice.margin is None
        return
    first, *others = (ranked for ranked in advice.ranking if not ranked.excluded)
    assert first.pattern == advice.pattern
    assert advice.margin == first.score - max(other.score for other in others)
    assert advice.margin >= 0


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_facts_never_matters(facts: dict[str, Any], chance: random.Random) -> None:
    names = list(facts)
    chance.shuffle(names)
    assert ENGINE.recommend({name: facts[name] for name in names}) == ENGINE.recommend(facts)


@given(FACTS)
@settings(max_examples=30)
def test_what_was_asked_before_never_matters(facts: dict[str, Any]) -> None:
    assert _fresh(ENGINE).recommend(facts) == ENGINE.recommend(facts)


@given(FACTS, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_decided_is_never_overturned_by_what_is_still_unknown(facts: dict[str, Any], chance: random.Random) -> None:
    decision = ENGINE.decide(facts)
    assert decision.exact
    if decision.status != "decided":
        return
    for _ in range(60):
        names = [name for name in asked(ENGINE) if name not in facts and name not in ENGINE.fact_index.bands]
        world = {**facts, **{name: chance.choice(values_of(ENGINE, name)) for name in names}}
        if is_possible(ENGINE, facts, world):
            assert winner(ENGINE, world) == decision.pattern


@given(FACTS)
@settings(max_examples=150)
def test_what_is_not_decided_has_a_completion_that_overturns_it(facts: dict[str, Any]) -> None:
    decision = ENGINE.decide(facts)
    if decision.status not in ("leaning", "undecided"):
        return
    known, joined = ENGINE.fact_index.look_up(facts)
    current = decision.pattern or ENGINE.ranking.winner(joined & known.fired)
    witness = ENGINE.completions.find_witness(facts, known, joined, current)
    assert witness is not None
    answers = ENGINE.questions.values_of(witness, facts)
    assert winner(ENGINE, _closed(ENGINE, {**facts, **answers})) != current


@given(known_facts(ENGINE, at_most=8))
@example({"reply_later": False, "intent": "query", "work_duration_ms": 0.5})
@settings(max_examples=80)
def test_every_flip_point_flips_and_none_is_missed(facts: dict[str, Any]) -> None:
    advice = ENGINE.recommend(facts)
    expected: set[tuple[str, str]] = set()
    for name in asked(ENGINE):
        values = values_of(ENGINE, name)
        if not ENGINE.fact_index.facts[name]["values"]:
            others = [facts[other] for other in ("work_duration_ms", "latency_budget_ms") if other in facts]
            values += [value for number in others for value in (number / 2, number, number + 1) if value > 0]
        for value in values:
            pattern = ENGINE.decide({**facts, name: value}).pattern
            if value != facts.get(name) and pattern not in (None, advice.pattern):
                expected.add((name, str(pattern)))
    assert {(flip.fact, flip.pattern) for flip in advice.flip_points} == expected
    for flip in advice.flip_points:
        assert flip.current == facts.get(flip.fact)
        assert ENGINE.recommend({**facts, flip.fact: flip.value}).pattern == flip.pattern


def test_a_flip_point_of_a_number_is_its_nearest_value() -> None:
    facts = {"audience": "internal", "needs_response": True, "crud": True, "latency_budget_ms": 500}
    flips = {flip.fact: flip for flip in ENGINE.recommend(facts).flip_points}
    assert flips["latency_budget_ms"].value == 50
    assert ENGINE.recommend({**facts, "latency_budget_ms": 51}).pattern == ENGINE.recommend(facts).pattern


@given(known_facts(ENGINE, at_most=8), st.data())
def test_a_further_fact_never_makes_a_true_rule_unknown(facts: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(asked(ENGINE)))
    more = {**facts, name: facts.get(name, data.draw(st.sampled_from(values_of(ENGINE, name))))}
    true, _ = _truth(facts)
    _, unknown_with_more = _truth(more)
    changed_by_precedence = ENGINE.fact_index.choice_by_number.get(name) in facts  # a number outranks the word it fills
    assert changed_by_precedence or not true & unknown_with_more


@given(FACTS)
def test_open_questions_are_unknown_and_lead_elsewhere(facts: dict[str, Any]) -> None:
    advice = ENGINE.recommend(facts)
    assert bool(advice.open_questions) == (advice.status in ("leaning", "undecided"))
    for question in advice.open_questions:
        assert question.fact not in facts
        assert question.could_become
        assert advice.pattern not in question.could_become


def test_a_conflict_names_its_rule_and_a_split() -> None:
    advice = ENGINE.recommend({"needs_response": True, "replay": True})
    assert (advice.status, advice.pattern, advice.margin) == ("conflict", None, None)
    (conflict,) = advice.conflicts
    assert conflict.rule == "response-with-replay"
    assert conflict.facts == ("needs_response", "replay")
    assert conflict.split_critical
    assert conflict.split_rest
    assert {flip.fact for flip in advice.flip_points} >= {"needs_response", "replay"}


def test_a_conflict_of_two_numbers_names_both() -> None:
    advice = ENGINE.recommend({"needs_response": True, "work_duration_ms": 30_000, "latency_budget_ms": 5})
    assert advice.conflicts[0].facts == ("needs_response", "work_duration_ms", "latency_budget_ms")
    flips = {flip.fact: flip.value for flip in advice.flip_points}
    assert flips["latency_budget_ms"] == 30_000
    assert flips["work_duration_ms"] == 5


def test_nothing_known_is_undecided() -> None:
    advice = ENGINE.recommend({})
    assert (advice.status, advice.pattern) == ("undecided", None)
    assert advice.open_questions[0].fact == "needs_response"


def test_a_number_outranks_the_word_that_it_fills() -> None:
    facts = {"needs_response": False, "volume": "low"}
    assert ENGINE.recommend({**facts, "throughput_rps": 200_000}).pattern == "event-streaming"
    assert ENGINE.recommend(facts).pattern == "message-queue"


def test_a_rule_that_waits_is_kept_as_what_it_would_add() -> None:
    waiting = {rule.rule: rule for rule in ENGINE.recommend({"needs_response": False}).would_add}
    assert waiting["multi-service-event"].waits_for == ("fan_out",)
    assert waiting["multi-service-event"].points == {"event-streaming": 4}


# The small pack: every set of stated facts against every world


@pytest.mark.parametrize("names", [names for count in range(len(SMALL_VALUES) + 1)
                                   for names in [tuple(sorted(SMALL_VALUES)[:count])]])
def test_statuses_are_what_trying_everything_finds(names: tuple[str, ...]) -> None:
    for chosen in product(*(SMALL_VALUES[name] for name in names)):
        _check_status(dict(zip(names, chosen, strict=True)))


@given(st.sampled_from(SMALL_WORLDS), st.sets(st.sampled_from(sorted(SMALL_VALUES))))
@settings(max_examples=300)
def test_any_status_is_what_trying_everything_finds(world: dict[str, Any], names: set[str]) -> None:
    _check_status({name: world[name] for name in names})


def _check_status(facts: dict[str, Any]) -> None:
    decision = SMALL.decide(facts)
    fired = SMALL.fact_index.fired_boxes(facts)
    if SMALL.advice.conflicts(fired):
        assert decision.status == "conflict"
        return
    leader, final = SMALL.ranking.outcome(fired)
    candidate = leader or final
    winners = {winner(SMALL, world) for world in completions(SMALL, facts, SMALL_VALUES)}
    if winners <= {candidate} and candidate is not None:
        expected = ("decided", candidate)
    else:
        expected = ("undecided", None) if leader is None else ("leaning", leader)
    assert (decision.status, decision.pattern, decision.exact) == (*expected, True), (facts, winners)


def test_a_proof_that_is_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = _fresh(ENGINE)
    monkeypatch.setattr("advisor.engine.completions.MAX_NODES", 0)
    facts = {"needs_response": False, "fan_out": 4, "replay": True}
    assert not engine.decide(facts).exact
    assert engine.recommend(facts).status == "leaning"
    known, joined = engine.fact_index.look_up(facts)
    with pytest.raises(ProofLimitReached):
        engine.completions.find_witness(facts, known, joined, "event-streaming")


def _fresh(engine: Engine) -> Engine:
    from advisor.engine.compile import compile_pack
    from advisor.rulebook.location import built_in_pack
    from tests.packs import load_pack

    return Engine(compile_pack(load_pack(built_in_pack())), engine.terms)


def _truth(facts: dict[str, Any]) -> tuple[int, int]:
    """The boxes that are true, and those that are unknown."""
    known, joined = ENGINE.fact_index.look_up(facts)
    fired = joined & known.fired
    return fired, joined & known.possible & ~fired


def _closed(engine: Engine, facts: dict[str, Any]) -> dict[str, Any]:
    """Any completion of what no rule waits for any more."""
    rest = {name: values_of(engine, name)[0] for name in asked(engine)
            if name not in facts and name not in engine.fact_index.bands}
    return {**facts, **rest}
