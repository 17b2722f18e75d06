"""Evaluates practices on an architecture: satisfied, violated, unknown or not applicable per interaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.linter.check_registry import find_check
from advisor.linter.context import SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict, VerdictOutcome
from advisor.linter.rule import APPLICABLE, CompiledRule, Facts, compile_rules, missing_facts, question, violation
from advisor.model.finding import VerdictCounts
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice

if TYPE_CHECKING:
    from advisor.engine import Engine

MAX_GROUPS = 5000  # cached; beyond, few interactions share their facts
MAX_QUESTIONS = 200_000  # further ones are only counted


class RuleResult(NamedTuple):
    """A reported verdict; `applies` is None if it is unknown whether the practice applies."""

    practice: Practice
    verdict: Verdict
    applies: bool | None = True


class Evaluation(NamedTuple):
    results: list[RuleResult]  # violated and unknown
    counts: dict[str, VerdictCounts]  # by practice id
    omitted: int  # unknown verdicts that were only counted


class _ResultCollector:
    """Collects results; limits those that are unknown."""

    def __init__(self, max_questions: int) -> None:
        self.results: list[RuleResult] = []
        self.omitted = 0
        self._max_questions = max_questions
        self._unknown = 0

    def has_room(self) -> bool:
        """Counts a question and returns whether it is within the limit."""
        self._unknown += 1
        self.omitted += self._unknown > self._max_questions
        return self._unknown <= self._max_questions


class _SameFactsGroup:
    """Outcomes of the rules for interactions with the same facts, and the number of these interactions."""

    def __init__(self, facts: Facts, declared: str | None, rules: list[CompiledRule]) -> None:
        self.number = 0
        self.outcomes: list[tuple[CompiledRule, VerdictOutcome]] = []
        self.violated: list[CompiledRule] = []
        self.unknown: list[tuple[CompiledRule, bool | None]] = []
        for rule in rules:
            applies = rule.condition.test(facts)
            if applies is False:
                continue
            if declared is None and rule.practice.applies_to:
                applies = None
            violated = rule.violated.test(facts)
            outcome = SATISFIED if violated is False else VIOLATED if applies and violated else UNKNOWN
            self.outcomes.append((rule, outcome))
            if outcome == VIOLATED:
                self.violated.append(rule)
            elif outcome == UNKNOWN:
                self.unknown.append((rule, applies))

    def count(self, number: int = 1) -> None:
        """Adds the outcomes to the tallies of the rules."""
        for rule, outcome in self.outcomes:
            rule.tally[outcome] += number
            rule.tally[APPLICABLE] += number


def evaluate_practices(
    context: LintContext, practices: Iterable[Practice], most_questions: int = MAX_QUESTIONS
) -> Evaluation:
    """Evaluates practices on an architecture: first by conditions per interaction, then by checks."""
    rules = compile_rules(practices, context.engine)
    collector = _ResultCollector(most_questions)
    _judge_by_conditions(context, [rule for rule in rules if not rule.practice.check], collector)
    for rule in rules:
        if rule.practice.check:
            _judge_by_check(context, rule, collector)
    count = len(context.architecture.interactions)
    return Evaluation(collector.results, {rule.practice.id: _counts(rule.tally, count) for rule in rules},
                      collector.omitted)


class CompiledRules:
    """Compiled practices for any number of architectures."""

    def __init__(self, practices: Iterable[Practice], engine: Engine) -> None:
        rules = compile_rules(practices, engine)
        self._checked = [(rule, find_check(rule.practice.check)) for rule in rules if rule.practice.check]
        self._by_pattern = _by_pattern([rule for rule in rules if not rule.practice.check], engine)
        self._cache: dict[tuple[Any, ...], list[CompiledRule]] = {}

    def find_violations(self, context: LintContext) -> list[RuleResult]:
        """Returns violations only (fast path of `lint`); skips counts and questions."""
        results = [RuleResult(rule.practice, violation(rule, interaction, context.facts[interaction.id]))
                   for interaction in context.architecture.interactions
                   for rule in self._violated(context.facts[interaction.id], interaction.declared)]
        interactions = {interaction.id: interaction for interaction in context.architecture.interactions}
        stated = frozenset(chain.from_iterable(context.facts.values()))
        for rule, check in self._checked:
            for verdict in check.find(context, rule.practice) if check.can_find(context, stated) else ():
                if verdict.outcome == VIOLATED and _applies(rule, interactions.get(verdict.interaction), context):
                    results.append(RuleResult(rule.practice, verdict))
        return results

    def _violated(self, facts: Facts, declared: str | None) -> list[CompiledRule]:
        """Returns the rules that an interaction violates; cached by facts across documents."""
        key = (declared, *facts.items())
        violated = self._cache.get(key)
        if violated is None:
            violated = [rule for rule in self._by_pattern[declared]
                        if rule.violated.test(facts) and rule.condition.test(facts)
                        and (declared is not None or not rule.practice.applies_to)]
            if len(self._cache) < MAX_GROUPS:
                self._cache[key] = violated
        return violated


def _by_pattern(rules: list[CompiledRule], engine: Engine) -> dict[str | None, list[CompiledRule]]:
    return {None: rules, **{
        name: [rule for rule in rules if not rule.practice.applies_to or name in rule.practice.applies_to]
        for name in engine.patterns}}


def _judge_by_conditions(context: LintContext, rules: list[CompiledRule], collector: _ResultCollector) -> None:
    """Evaluates rules with conditions per interaction; interactions with the same facts are evaluated once."""
    by_pattern = _by_pattern(rules, context.engine)
    groups: dict[int, _SameFactsGroup] = {}  # by id() of their shared facts
    interned: dict[tuple[str, ...], tuple[str, ...]] = {}  # saves memory: thousands of verdicts ask for the same facts
    for interaction in context.architecture.interactions:
        facts, declared = context.facts[interaction.id], interaction.declared
        group = groups.get(id(facts))
        if group is None:
            group = _SameFactsGroup(facts, declared, by_pattern[declared])
            if len(groups) < MAX_GROUPS:
                groups[id(facts)] = group
            else:
                group.count()
        group.number += 1
        collector.results += [RuleResult(rule.practice, violation(rule, interaction, facts)) for rule in group.violated]
        asked: dict[tuple[str, ...], Verdict] = {}  # practices with the same missing facts share a verdict
        for rule, applies in group.unknown:
            if collector.has_room():
                missing = missing_facts(rule, interaction, facts, applies)
                verdict = asked.get(missing)
                if verdict is None:
                    missing = interned.setdefault(missing, missing)
                    verdict = asked[missing] = question(interaction, missing, asked.values())
                collector.results.append(RuleResult(rule.practice, verdict, applies))
    for group in groups.values():
        group.count(group.number)


def _judge_by_check(context: LintContext, rule: CompiledRule, collector: _ResultCollector) -> None:
    """Evaluates a rule by its check; the practice's conditions restrict verdicts on interactions."""
    interactions = {interaction.id: interaction for interaction in context.architecture.interactions}
    applicable: set[str] = set()
    for verdict in find_check(rule.practice.check).find(context, rule.practice):
        interaction = interactions.get(verdict.interaction)
        applies = _applies(rule, interaction, context)
        if applies is False:
            continue
        if interaction is not None:
            applicable.add(interaction.id)
            if applies is None and verdict.outcome == VIOLATED:
                missing = missing_facts(rule, interaction, context.facts[interaction.id], applies)
                verdict = verdict._replace(outcome=UNKNOWN, facts=missing, question="")
        rule.tally[verdict.outcome] += 1
        if verdict.outcome == VIOLATED or (verdict.outcome == UNKNOWN and collector.has_room()):
            collector.results.append(RuleResult(rule.practice, verdict, applies))
    is_about_others = not applicable and any(rule.tally.values())  # services and flows
    rule.tally[APPLICABLE] = len(interactions) if is_about_others else len(applicable)


def _applies(rule: CompiledRule, interaction: Interaction | None, context: LintContext) -> bool | None:
    """Returns whether a check's practice applies to the interaction of a verdict; None if unknown."""
    if interaction is None:
        return True
    patterns = rule.practice.applies_to
    if patterns and interaction.declared is not None and interaction.declared not in patterns:
        return False
    applies = rule.condition.test(context.facts[interaction.id])
    return None if applies and patterns and interaction.declared is None else applies


def _counts(tally: Mapping[str, int], interactions: int) -> VerdictCounts:
    return VerdictCounts(tally[SATISFIED], tally[VIOLATED], tally[UNKNOWN], interactions - tally[APPLICABLE])
