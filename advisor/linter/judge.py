"""Practices against an architecture: for each interaction satisfied, violated, unknown or not applicable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from advisor.linter.checks import CHECKS, may_find
from advisor.linter.rule import SPOKEN_OF, Facts, Rule, missing_facts, question, rules_of, violation
from advisor.linter.whole import SATISFIED, UNKNOWN, VIOLATED, Outcome, Verdict, Whole
from advisor.model.finding import Counts
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.engine import Engine

MOST_SHAPES = 5000  # remembered; where there are more, few are alike
MOST_QUESTIONS = 200_000  # more than anybody answers; the rest is counted


class Judged(NamedTuple):
    """A verdict worth telling; `applies` is None where it is unknown whether the practice applies at all."""

    practice: Practice
    verdict: Verdict
    applies: bool | None = True


class Judgement(NamedTuple):
    told: list[Judged]  # violated and unknown
    counts: dict[str, Counts]  # by practice
    untold: int  # of what is unknown, how much was only counted


class _Told:
    """What is worth telling; of what is unknown, no more than anybody can answer."""

    def __init__(self, most_questions: int) -> None:
        self.found: list[Judged] = []
        self.untold = 0
        self._most = most_questions
        self._unknown = 0

    def has_room(self) -> bool:
        """Returns whether one more question is kept; counts it either way."""
        self._unknown += 1
        self.untold += self._unknown > self._most
        return self._unknown <= self._most


class _Shape:
    """What practices say of interactions of which the same is known, and how many there are."""

    def __init__(self, facts: Facts, declared: str | None, rules: list[Rule]) -> None:
        self.number = 0
        self.judged: list[tuple[Rule, Outcome]] = []
        self.violated: list[Rule] = []
        self.unknown: list[tuple[Rule, bool | None]] = []
        for rule in rules:
            applies = rule.condition.test(facts)
            if applies is False:
                continue
            if declared is None and rule.practice.applies_to:
                applies = None
            violated = rule.violated.test(facts)
            outcome = SATISFIED if violated is False else VIOLATED if applies and violated else UNKNOWN
            self.judged.append((rule, outcome))
            if outcome == VIOLATED:
                self.violated.append(rule)
            elif outcome == UNKNOWN:
                self.unknown.append((rule, applies))

    def count(self, number: int = 1) -> None:
        """Adds what is judged to the tallies of the rules."""
        for rule, outcome in self.judged:
            rule.tally[outcome] += number
            rule.tally[SPOKEN_OF] += number


def judge(whole: Whole, practices: Iterable[Practice], most_questions: int = MOST_QUESTIONS) -> Judgement:
    """Returns what practices say of an architecture: of its interactions one by one, then of the whole."""
    rules = rules_of(practices, whole.engine)
    told = _Told(most_questions)
    _judge_by_conditions(whole, [rule for rule in rules if not rule.practice.check], told)
    for rule in rules:
        if rule.practice.check:
            _judge_by_check(whole, rule, told)
    count = len(whole.architecture.interactions)
    return Judgement(told.found, {rule.practice.id: _counts(rule.tally, count) for rule in rules}, told.untold)


class Rules:
    """Practices ready to run on any number of architectures."""

    def __init__(self, practices: Iterable[Practice], engine: Engine) -> None:
        rules = rules_of(practices, engine)
        self._checked = [rule for rule in rules if rule.practice.check]
        self._by_pattern = _by_pattern([rule for rule in rules if not rule.practice.check], engine)
        self._known: dict[tuple[Any, ...], list[Rule]] = {}

    def violations(self, whole: Whole) -> list[Judged]:
        """Returns what an architecture violates; what is satisfied or unknown is neither told nor counted."""
        told = [Judged(rule.practice, violation(rule, interaction, whole.facts[interaction.id]))
                for interaction in whole.architecture.interactions
                for rule in self._violated(whole.facts[interaction.id], interaction.declared)]
        interactions = {interaction.id: interaction for interaction in whole.architecture.interactions}
        stated = frozenset(chain.from_iterable(whole.facts.values()))
        for rule in self._checked:
            check = rule.practice.check
            for verdict in CHECKS[check](whole, rule.practice) if may_find(check, whole, stated) else ():
                if verdict.outcome == VIOLATED and _applies(rule, interactions.get(verdict.interaction), whole):
                    told.append(Judged(rule.practice, verdict))
        return told

    def _violated(self, facts: Facts, declared: str | None) -> list[Rule]:
        """Returns the rules that an interaction violates; those that are alike, in whatever document, ask once."""
        key = (declared, *facts.items())
        found = self._known.get(key)
        if found is None:
            found = [rule for rule in self._by_pattern[declared]
                     if rule.violated.test(facts) and rule.condition.test(facts)
                     and (declared is not None or not rule.practice.applies_to)]
            if len(self._known) < MOST_SHAPES:
                self._known[key] = found
        return found


def _by_pattern(rules: list[Rule], engine: Engine) -> dict[str | None, list[Rule]]:
    return {None: rules, **{
        name: [rule for rule in rules if not rule.practice.applies_to or name in rule.practice.applies_to]
        for name in engine.patterns}}


def _judge_by_conditions(whole: Whole, rules: list[Rule], told: _Told) -> None:
    """Judges what a single interaction says of itself; interactions that are alike are judged once."""
    by_pattern = _by_pattern(rules, whole.engine)
    shapes: dict[int, _Shape] = {}  # by the identity of their facts, which are shared
    kept: dict[tuple[str, ...], tuple[str, ...]] = {}  # thousands of verdicts ask for the same facts
    for interaction in whole.architecture.interactions:
        facts, declared = whole.facts[interaction.id], interaction.declared
        shape = shapes.get(id(facts))
        if shape is None:
            shape = _Shape(facts, declared, by_pattern[declared])
            if len(shapes) < MOST_SHAPES:
                shapes[id(facts)] = shape
            else:
                shape.count()
        shape.number += 1
        told.found += [Judged(rule.practice, violation(rule, interaction, facts)) for rule in shape.violated]
        asked: dict[tuple[str, ...], Verdict] = {}  # practices that ask the same share a verdict
        for rule, applies in shape.unknown:
            if told.has_room():
                missing = missing_facts(rule, interaction, facts, applies)
                verdict = asked.get(missing)
                if verdict is None:
                    missing = kept.setdefault(missing, missing)
                    verdict = asked[missing] = question(interaction, missing, asked.values())
                told.found.append(Judged(rule.practice, verdict, applies))
    for shape in shapes.values():
        shape.count(shape.number)


def _judge_by_check(whole: Whole, rule: Rule, told: _Told) -> None:
    """Judges by a check of the whole; the practice's conditions hold for what it says of single interactions."""
    interactions = {interaction.id: interaction for interaction in whole.architecture.interactions}
    spoken_of: set[str] = set()
    for verdict in CHECKS[rule.practice.check](whole, rule.practice):
        interaction = interactions.get(verdict.interaction)
        applies = _applies(rule, interaction, whole)
        if applies is False:
            continue
        if interaction is not None:
            spoken_of.add(interaction.id)
            if applies is None and verdict.outcome == VIOLATED:
                missing = missing_facts(rule, interaction, whole.facts[interaction.id], applies)
                verdict = verdict._replace(outcome=UNKNOWN, facts=missing, question="")
        rule.tally[verdict.outcome] += 1
        if verdict.outcome == VIOLATED or (verdict.outcome == UNKNOWN and told.has_room()):
            told.found.append(Judged(rule.practice, verdict, applies))
    is_about_others = not spoken_of and any(rule.tally.values())  # services and flows
    rule.tally[SPOKEN_OF] = len(interactions) if is_about_others else len(spoken_of)


def _applies(rule: Rule, interaction: Interaction | None, whole: Whole) -> bool | None:
    """Whether a check's practice applies to the interaction that a verdict is about."""
    if interaction is None:
        return True
    patterns = rule.practice.applies_to
    if patterns and interaction.declared is not None and interaction.declared not in patterns:
        return False
    applies = rule.condition.test(whole.facts[interaction.id])
    return None if applies and patterns and interaction.declared is None else applies


def _counts(tally: Mapping[str, int], interactions: int) -> Counts:
    return Counts(tally[SATISFIED], tally[VIOLATED], tally[UNKNOWN], interactions - tally[SPOKEN_OF])
