"""Proofs about rule packs, against the plain truth: small random packs, judged by trying everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from itertools import combinations, product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.engine import Engine
from advisor.engine.compile import compile_pack, facts_read_by
from advisor.model.fact import Fact, FactComparison, FactVocabulary, NumberBands
from advisor.model.pack import Pack
from advisor.model.rule import InteractionSplit, Pattern, Rule
from advisor.rulebook.terms import build_terms
from advisor.verification.proof_subject import PackUnderTest
from advisor.verification.report import VerificationReport
from advisor.verification.verify import verify

Facts = dict[str, Any]
NUMBERS = [quarter / 4 for quarter in range(15)]
WHOLE = list(range(5))


# the packs


def fact(name: str, **rest: Any) -> Fact:
    return Fact(name=name, question="?", help="!", **rest)


FACTS = {"waits": fact("waits", type="bool"), "kind": fact("kind", type="choice", values=("a", "b", "c")),
         "work": fact("work", type="number", at_least=0), "budget": fact("budget", type="number", above=0),
         "count": fact("count", type="integer", at_least=1), "rate": fact("rate", type="number", at_least=0),
         "load": fact("load", type="choice", values=("low", "high"))}
BANDS = NumberBands(fact="load", from_fact="rate", bands={"low": 0, "high": 2})
FITS = FactComparison(fact="fits", title="it fits", smaller="work", larger="budget")
NEARLY = FactComparison(fact="nearly", title="the count fits", smaller="count", larger="budget")


@st.composite
def a_test(draw: st.DrawFn, name: str) -> Facts:
    if draw(st.integers(0, 9)) == 0:
        return {name: {"stated": draw(st.booleans())}}
    if name in ("waits", "fits", "nearly"):
        return {name: draw(st.booleans())}
    if FACTS[name].values:
        return {name: draw(st.lists(st.sampled_from(FACTS[name].values), min_size=1, max_size=2, unique=True))}
    low, high = sorted((draw(st.sampled_from([1, 2])), draw(st.sampled_from([1, 2]))))
    return {name: draw(st.sampled_from([{"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}]))}


@st.composite
def a_condition(draw: st.DrawFn, names: list[str], depth: int = 2) -> Facts:
    found: Facts = {}
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
        found |= draw(a_test(name))
    if depth and draw(st.integers(0, 3)) == 0:
        inner = a_condition(names, depth - 1)
        found |= draw(st.one_of(inner.map(lambda part: {"not": part}),
                                st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"any": parts}),
                                st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"all": parts})))
    return found


@st.composite
def a_pack(draw: st.DrawFn) -> Pack:
    names = draw(st.sampled_from([["waits", "kind"], ["waits", "kind", "count"], ["waits", "work", "budget"],
                                  ["kind", "rate", "load"], ["waits", "work", "budget", "count"]]))
    comparisons = tuple(one for one in (FITS, NEARLY) if {one.smaller, one.larger} <= set(names))
    readable = [*names, *(comparison.fact for comparison in comparisons)]
    patterns = ["p", "q", "r"][:draw(st.integers(2, 3))]
    points = st.dictionaries(st.sampled_from(patterns), st.sampled_from([-2, -1, 1, 2, 3]), min_size=1)
    rules, roles = [], {}
    kinds = ["scenario", "evidence", "evidence", "exclusion", "conflict"]
    for place, role in enumerate(draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6))):
        does: dict[str, Any] = {"favours": draw(points)} if role in ("scenario", "evidence") else {}
        if role == "exclusion":
            does = {"excludes": (draw(st.sampled_from(patterns)),)}
        if role == "conflict":
            does = {"split": InteractionSplit(critical="now", rest="later")}
        name = f"rule-{place}"
        rules.append(Rule(id=name, title="t", when=draw(a_condition(readable)), because="b", source=("s",), **does))
        roles[name] = role
    return Pack(
        name="random",
        title="t",
        existing_technologies=(),
        rules=tuple(rules),
        roles=roles,
        practices=(),
        cases=(),
        provenance={},
        vocabulary=FactVocabulary(needs=tuple(FACTS[name] for name in names), comparisons=comparisons,
                                  bands=(BANDS,) if "load" in names else ()),
        patterns=tuple(Pattern(name=name, title=name, mode="sync", summary="s") for name in patterns),
        precedence=tuple(draw(st.lists(st.sampled_from(["scenarios", "platform", "simplicity"]), unique=True))),
        simplicity=tuple(draw(st.lists(st.sampled_from(patterns), unique=True))),
        platform=tuple(draw(st.lists(st.sampled_from(patterns), max_size=1))),
    )


# the plain truth


def truth(condition: Mapping[str, Any], facts: Facts) -> bool | None:
    """Strong Kleene logic, as a textbook has it; None is unknown."""
    return every(entry_truth(name, test, facts) for name, test in condition.items())


def entry_truth(name: str, test: Any, facts: Facts) -> bool | None:
    if name == "not":
        inner = truth(test, facts)
        return None if inner is None else not inner
    if name == "all":
        return every(truth(part, facts) for part in test)
    if name == "any":
        found = [truth(part, facts) for part in test]
        return True if True in found else None if None in found else False
    value = facts.get(name)
    if isinstance(test, dict) and "stated" in test:
        return (value is not None) == test["stated"]
    if value is None:
        return None
    if isinstance(test, dict):
        return bool(test.get("at_least", value) <= value <= test.get("at_most", value))
    return bool(value in test if isinstance(test, list) else value == test)


def every(values: Iterator[bool | None]) -> bool | None:
    found = list(values)
    return False if False in found else None if None in found else True


class Truth:
    """Everything there is to know about a pack, by trying all combinations of facts."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.rules = {rule.id: rule for rule in pack.rules}
        self.scoring = [rule for rule in pack.rules if pack.roles[rule.id] != "conflict"]
        self.names = [one.name for one in pack.vocabulary.needs]
        self.patterns = [pattern.name for pattern in pack.patterns]
        self.reads = {rule.id: sorted(facts_read_by(rule.when)) for rule in pack.rules}
        self.known_truths: dict[tuple[Any, ...], bool] = {}

    @cached_property
    def known(self) -> set[frozenset[str]]:
        """The rules that fire, for each world in which all facts are known."""
        return self.fired(set())

    @cached_property
    def asked(self) -> set[frozenset[str]]:
        """The same, where facts that some rule wants not to be stated may be unknown."""
        compiled = compile_pack(self.pack)["facts"]
        asked = {one["name"] for one in compiled if one["unknown_true"] & one["mentions"]}
        together = [("work", "budget", "fits"), ("rate", "load")]
        if "count" in self.names and "budget" in self.names:
            together[0] = ("work", "budget", "count", "fits", "nearly")
        for group in together:
            if asked & set(group):
                asked |= set(group)
        return self.fired(asked)

    @cached_property
    def anything(self) -> set[frozenset[str]]:
        return self.fired(set(self.names))

    def fired(self, may_be_unknown: set[str]) -> set[frozenset[str]]:
        grids = [self.values(name, name in may_be_unknown) for name in self.names]
        return {self.firing(dict(zip(self.names, values, strict=True))) for values in product(*grids)}

    def values(self, name: str, may_be_unknown: bool) -> list[Any]:
        one = FACTS[name]
        found: list[Any] = [False, True] if one.type == "bool" else list(one.values)
        if one.type == "number":
            found = [value for value in NUMBERS if one.above is None or value > one.above]
        if one.type == "integer":
            found = [value for value in WHOLE if value >= 1]
        return [*found, None] if may_be_unknown else found

    def firing(self, facts: Facts) -> frozenset[str]:
        """The rules that are true; what a rule makes of the facts it reads is remembered."""
        facts = dict(facts)
        if facts.get("rate") is not None:
            facts["load"] = "high" if facts["rate"] >= 2 else "low"
        for comparison in self.pack.vocabulary.comparisons:
            smaller, larger = facts[comparison.smaller], facts[comparison.larger]
            facts[comparison.fact] = None if smaller is None or larger is None else smaller <= larger
        return frozenset(rule.id for rule in self.pack.rules if self.holds(rule, facts))

    def holds(self, rule: Rule, facts: Facts) -> bool:
        key = (rule.id, *(facts.get(name) for name in self.reads[rule.id]))
        if key not in self.known_truths:
            self.known_truths[key] = truth(rule.when, facts) is True
        return self.known_truths[key]

    def possible(self, worlds: set[frozenset[str]]) -> list[frozenset[str]]:
        return [fired for fired in worlds if not any(self.pack.roles[name] == "conflict" for name in fired)]

    def level(self, fired: frozenset[str]) -> list[str]:
        speaking = [rule for rule in self.scoring if rule.id in fired]
        left = [name for name in self.patterns if not any(name in rule.excludes for rule in speaking)]
        scores = {name: sum(rule.favours.get(name, 0) for rule in speaking) for name in left}
        return [name for name in left if scores[name] == max(scores.values())] if speaking else []

    def left_level(self, fired: frozenset[str]) -> list[str]:
        level = self.level(fired)
        for step in self.pack.precedence:
            if step == "scenarios":
                level = best(level, partial(self.scenario_points, fired))
            elif step == "platform":
                level = best(level, lambda name: name in self.pack.platform)
            else:
                return best(level, self.simplicity)
        return level

    def scenario_points(self, fired: frozenset[str], pattern: str) -> int:
        scenarios = [self.rules[name].favours for name in fired if self.pack.roles[name] == "scenario"]
        return sum(points.get(pattern, 0) for points in scenarios)

    def simplicity(self, pattern: str) -> int:
        places = list(self.pack.simplicity)
        return -places.index(pattern) if pattern in places else -len(places)

    def winner(self, fired: frozenset[str]) -> str | None:
        order = [*self.pack.simplicity, *self.patterns]
        return min(self.left_level(fired), key=order.index, default=None)


def best(names: list[str], value: Callable[[str], int]) -> list[str]:
    return [name for name in names if value(name) == max(map(value, names))]


# the comparison


def named(verdict: VerificationReport, *kinds: str) -> set[str]:
    return {fault.id for fault in verdict.faults if fault.kind in kinds}


def check_firing(pack: Pack, plain: Truth, verdict: VerificationReport) -> None:
    ever = frozenset().union(*plain.anything)
    assert named(verdict, "never-fires") == {rule.id for rule in pack.rules} - ever
    possible = frozenset().union(*plain.possible(plain.asked))
    expected = {rule.id for rule in plain.scoring if rule.id in ever and rule.id not in possible}
    assert named(verdict, "only-in-conflict") == expected


def check_weight(pack: Pack, plain: Truth, verdict: VerificationReport) -> None:
    gone = {fault.id for fault in verdict.faults if fault.kind == "shadowed" and pack.roles[fault.id] == "exclusion"}
    expected = set()
    for rule in plain.scoring:
        known = rule.id in frozenset().union(*plain.known)
        worlds = [fired - gone for fired in plain.possible(plain.known if known else plain.asked) if rule.id in fired]
        matters = any(plain.winner(fired) != plain.winner(fired - {rule.id}) for fired in worlds)
        if not matters and rule.id not in gone:
            expected.add(rule.id)
    assert named(verdict, "dead") == expected - named(verdict, "never-fires", "only-in-conflict")


def check_cover(pack: Pack, plain: Truth, verdict: VerificationReport) -> None:
    def implies(name: str, other: str) -> bool:
        worlds = plain.asked if pack.roles[name] == "conflict" else plain.possible(plain.asked)
        return all(other in fired for fired in worlds if name in fired)

    silent = named(verdict, "never-fires", "only-in-conflict")
    speaking = {rule.id: rule for rule in pack.rules if rule.id not in silent}
    expected: set[tuple[str, str]] = set()
    for left, right in combinations(sorted(speaking), 2):
        roles = {pack.roles[left], pack.roles[right]}
        if roles == {"conflict"} and (implies(left, right) or implies(right, left)):
            expected.add((left, right))  # they say the same words in these packs
        if roles == {"exclusion"} and speaking[left].excludes == speaking[right].excludes \
                and (implies(left, right) or implies(right, left)):
            expected.add((left, right))
        if roles <= {"scenario", "evidence"} and set(speaking[left].favours) & set(speaking[right].favours) \
                and implies(left, right) and implies(right, left):
            expected.add((left, right))
        for rule, other in ((left, right), (right, left)):
            in_vain = any(speaking[rule].favours.get(name, 0) > 0 for name in speaking[other].excludes)
            if in_vain and implies(rule, other):
                expected.add((left, right))
    found = [fault for fault in verdict.faults if fault.kind in ("shadowed", "same-condition", "contradictory")]
    pairs = {(min(fault.id, fault.others[0]), max(fault.id, fault.others[0])) for fault in found}
    assert pairs <= expected
    gone = {fault.id for fault in found if fault.kind == "shadowed"}
    assert {pair for pair in expected if not gone & set(pair)} <= pairs  # a shadowed rule is named once


def check_outcomes(pack: Pack, plain: Truth, verdict: VerificationReport) -> None:
    worlds = plain.possible(plain.known)
    winners = {plain.winner(fired) for fired in worlds}
    assert {win.pattern for win in verdict.wins} == winners - {None}
    assert named(verdict, "cannot-win") == set(plain.patterns) - winners
    scoring = {rule.id for rule in plain.scoring}
    kinds = {fault.kind for fault in verdict.faults}
    assert ("nothing-speaks" in kinds) == any(not fired & scoring for fired in worlds)
    assert ("all-excluded" in kinds) == any(fired & scoring and plain.winner(fired) is None for fired in worlds)
    left_level = {pair for fired in worlds for pair in combinations(plain.left_level(fired), 2)
                  if plain.winner(fired) in pair}
    assert {fault.others for fault in verdict.faults if fault.kind == "tie"} == left_level
    level = {pair for fired in worlds for pair in combinations(plain.level(fired), 2) if plain.winner(fired) in pair}
    assert {tie.patterns for tie in verdict.ties} | left_level == level


def check_examples(pack: Pack, plain: Truth, verdict: VerificationReport) -> None:
    """Every example is what it says, told to the engine as a reader would, and none is shorter."""
    engine = Engine(compile_pack(pack), build_terms(pack))
    shown = [*(win.example for win in verdict.wins), *(tie.example for tie in verdict.ties),
             *(fault.example for fault in verdict.faults if fault.example)]
    for example in shown:
        assert example.pattern == plain.winner(plain.firing({**dict.fromkeys(plain.names), **example.facts}))
        decided = engine.decide(example.facts)
        assert decided.pattern == example.pattern
        assert decided.status == ("undecided" if example.pattern is None else "decided")
        assert set(example.rests_on) <= set(example.facts)
    subject = PackUnderTest(compile_pack(pack))
    for win in verdict.wins:
        lengths = [length(subject, world) for world in every_world(subject)
                   if not subject.worlds.fired_boxes(world) & subject.conflict_boxes
                   and subject.winner(subject.worlds.fired_boxes(world)) == win.pattern]
        assert win.example.is_shortest
        assert length_of(subject, win.example.facts) == min(lengths)


def every_world(subject: PackUnderTest) -> Iterator[tuple[int, ...]]:
    return product(*(range(len(variable.settings)) for variable in subject.worlds.variables))


def length(subject: PackUnderTest, world: tuple[int, ...]) -> int:
    return length_of(subject, subject.worlds.facts(world))


def length_of(subject: PackUnderTest, facts: Facts) -> int:
    """How many variables the boxes that fire read."""
    fired = subject.fired_boxes(facts) & subject.ranking.scoring_boxes
    count = 0
    for variable in subject.worlds.variables:
        own = {*variable.names, *(c.name for c in subject.fact_index.comparisons if c.smaller in variable.names)}
        count += any(fired & subject.fact_index.facts[name]["mentions"] for name in own)
    return count


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(a_pack())
def test_proofs_agree_with_trying_everything(pack: Pack) -> None:
    plain, verdict = Truth(pack), verify(pack)
    assert all(proof.exact for proof in verdict.proofs)
    check_firing(pack, plain, verdict)
    check_cover(pack, plain, verdict)
    check_weight(pack, plain, verdict)
    check_outcomes(pack, plain, verdict)
    check_examples(pack, plain, verdict)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(a_pack())
def test_the_space_holds_just_the_worlds_there_are(pack: Pack) -> None:
    subject, plain = PackUnderTest(compile_pack(pack)), Truth(pack)
    for space, expected in ((subject.worlds, plain.known), (subject.open_search.space, plain.asked)):
        found = set()
        for world in product(*(range(len(variable.settings)) for variable in space.variables)):
            fired = space.fired_boxes(world)
            assert fired == subject.fired_boxes(space.facts(world))
            found.add(frozenset(one.id for one in subject.statements if one.mask & fired))
        assert found == expected
        assert space.exact


def test_faults_are_found_at_all() -> None:
    """Random packs do have each kind of fault; without this, agreement could be agreement on nothing."""
    kinds: set[str] = set()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None,
              derandomize=True)
    @given(a_pack())
    def collect(pack: Pack) -> None:
        kinds.update(fault.kind for fault in verify(pack).faults)

    collect()
    assert kinds >= {"never-fires", "only-in-conflict", "dead", "shadowed", "same-condition", "contradictory",
                     "cannot-win", "nothing-speaks", "all-excluded", "tie", "unread"}


