"""Evaluates practices on an architecture: violations, and on request what is satisfied, unknown or not applicable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.linter.check_registry import find_check
from advisor.linter.context import SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict, VerdictOutcome
from advisor.linter.rule import CompiledRule, compile_rules, missing_facts, question, violation
from advisor.model.finding import VerdictCounts
from advisor.model.interaction import Facts, Interaction
from advisor.model.practice import Practice

if TYPE_CHECKING:
    from advisor.engine import Engine

MAX_GROUPS = 5000  # cached; beyond, few interactions share their facts
MAX_QUESTIONS = 200_000  # further ones are only counted
APPLICABLE = "applicable"  # key in a tally: number of interactions that a practice applies to


class RuleResult(NamedTuple):
    """A reported verdict; `applies` is None if it is unknown whether the practice applies."""

    practice: Practice
    verdict: Verdict
    applies: bool | None = True


class Evaluation(NamedTuple):
    results: list[RuleResult]  # violated; unknown too if questions are wanted
    counts: Mapping[str, VerdictCounts] = {}  # by practice id, if questions are wanted
    omitted: int = 0  # unknown verdicts that were only counted


class CompiledRules:
    """Compiled practices for any number of architectures."""

    def __init__(self, practices: Iterable[Practice], engine: Engine) -> None:
        rules = compile_rules(practices, engine)
        self._checked = [(rule, find_check(rule.practice.check)) for rule in rules if rule.practice.check]
        self._by_pattern = _by_pattern([rule for rule in rules if not rule.practice.check], engine)
        self._cache: dict[tuple[Any, ...], list[CompiledRule]] = {}
        self._rules = rules

    def evaluate(self, context: LintContext, max_questions: int = 0) -> Evaluation:
        """Returns the verdicts on an architecture: first by conditions per interaction, then by checks.

        Args:
            max_questions: limit of the unknown verdicts to return. With 0, only violations are computed and returned.
        """
        tally = _Tally(self._rules, max_questions) if max_questions else None
        results = [*self._by_conditions(context, tally), *self._by_checks(context, tally)]
        if tally is None:
            return Evaluation(results)
        return Evaluation(results + tally.unknown, tally.counts(len(context.architecture.interactions)), tally.omitted)

    def _by_conditions(self, context: LintContext, tally: _Tally | None) -> Iterable[RuleResult]:
        for interaction in context.architecture.interactions:
            facts = context.facts[interaction.id]
            for rule in self._violated(facts, interaction.declared):
                yield RuleResult(rule.practice, violation(rule, interaction, facts))
            if tally is not None:
                tally.add_interaction(interaction, facts, self._by_pattern[interaction.declared])

    def _by_checks(self, context: LintContext, tally: _Tally | None) -> Iterable[RuleResult]:
        interactions = {interaction.id: interaction for interaction in context.architecture.interactions}
        stated = frozenset(chain.from_iterable(context.facts.values()))
        for rule, check in self._checked:
            if tally is None and not check.can_find(context, stated):
                continue
            for verdict in check.find(context, rule.practice):
                interaction = interactions.get(verdict.interaction)
                applies = _applies(rule, interaction, context)
                if applies and verdict.outcome == VIOLATED:
                    yield RuleResult(rule.practice, verdict)
                if tally is not None and applies is not False:
                    tally.add_verdict(rule, verdict, interaction, context, applies=applies)

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


class _SameFactsGroup:
    """Outcomes of the rules for interactions with the same facts, and the number of these interactions."""

    def __init__(self, facts: Facts, declared: str | None, rules: Sequence[CompiledRule]) -> None:
        self.number = 0
        self.outcomes: list[tuple[CompiledRule, VerdictOutcome]] = []
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
            if outcome == UNKNOWN:
                self.unknown.append((rule, applies))


class _Tally:
    """Counts all verdicts, and collects the unknown ones up to a limit."""

    def __init__(self, rules: Iterable[CompiledRule], max_questions: int) -> None:
        self.unknown: list[RuleResult] = []
        self.omitted = 0
        self._max_questions = max_questions
        self._numbers = {rule.practice.id: {SATISFIED: 0, VIOLATED: 0, UNKNOWN: 0, APPLICABLE: 0} for rule in rules}
        self._applicable: dict[str, set[str]] = {}  # of a check: the interactions it spoke of
        self._is_by_check = {rule.practice.id: bool(rule.practice.check) for rule in rules}
        self._groups: dict[int, _SameFactsGroup] = {}  # by id() of their shared facts
        self._interned: dict[tuple[str, ...], tuple[str, ...]] = {}  # thousands of verdicts ask for the same facts

    def add_interaction(self, interaction: Interaction, facts: Facts, rules: Sequence[CompiledRule]) -> None:
        """Adds the verdicts by conditions; those on interactions with the same facts are computed once."""
        group = self._groups.get(id(facts))
        if group is None:
            group = _SameFactsGroup(facts, interaction.declared, rules)
            if len(self._groups) < MAX_GROUPS:
                self._groups[id(facts)] = group
            else:
                self._count(group, 1)
        group.number += 1
        asked: dict[tuple[str, ...], Verdict] = {}  # practices with the same missing facts share a verdict
        for rule, applies in group.unknown:
            if self._has_room():
                missing = missing_facts(rule, interaction, facts, applies)
                verdict = asked.get(missing)
                if verdict is None:
                    missing = self._interned.setdefault(missing, missing)
                    verdict = asked[missing] = question(interaction, missing, asked.values())
                self.unknown.append(RuleResult(rule.practice, verdict, applies))

    def add_verdict(self, rule: CompiledRule, verdict: Verdict, interaction: Interaction | None, context: LintContext,
                    *, applies: bool | None) -> None:
        """Adds a verdict by a check; a violation where it is unknown whether the practice applies is a question."""
        if interaction is not None:
            self._applicable.setdefault(rule.practice.id, set()).add(interaction.id)
            if applies is None and verdict.outcome == VIOLATED:
                missing = missing_facts(rule, interaction, context.facts[interaction.id], applies)
                verdict = verdict._replace(outcome=UNKNOWN, facts=missing, question="")
        self._numbers[rule.practice.id][verdict.outcome] += 1
        if verdict.outcome == UNKNOWN and self._has_room():
            self.unknown.append(RuleResult(rule.practice, verdict, applies))

    def counts(self, interactions: int) -> dict[str, VerdictCounts]:
        """Returns the number of verdicts by practice."""
        for group in self._groups.values():
            self._count(group, group.number)
        self._groups.clear()
        for rule, numbers in self._numbers.items():
            if self._is_by_check[rule]:
                applicable = len(self._applicable.get(rule, ()))
                is_about_others = not applicable and any(numbers.values())  # services and flows
                numbers[APPLICABLE] = interactions if is_about_others else applicable
        return {rule: VerdictCounts(numbers[SATISFIED], numbers[VIOLATED], numbers[UNKNOWN],
                                    interactions - numbers[APPLICABLE]) for rule, numbers in self._numbers.items()}

    def _count(self, group: _SameFactsGroup, number: int) -> None:
        for rule, outcome in group.outcomes:
            numbers = self._numbers[rule.practice.id]
            numbers[outcome] += number
            numbers[APPLICABLE] += number

    def _has_room(self) -> bool:
        """Returns whether another question is within the limit; else it is only counted."""
        has_room = len(self.unknown) < self._max_questions
        self.omitted += not has_room
        return has_room


def _by_pattern(rules: list[CompiledRule], engine: Engine) -> dict[str | None, list[CompiledRule]]:
    return {None: rules, **{
        name: [rule for rule in rules if not rule.practice.applies_to or name in rule.practice.applies_to]
        for name in engine.patterns}}


def _applies(rule: CompiledRule, interaction: Interaction | None, context: LintContext) -> bool | None:
    """Returns whether a check's practice applies to the interaction of a verdict; None if unknown."""
    if interaction is None:
        return True
    patterns = rule.practice.applies_to
    if patterns and interaction.declared is not None and interaction.declared not in patterns:
        return False
    applies = rule.condition.test(context.facts[interaction.id])
    return None if applies and patterns and interaction.declared is None else applies
