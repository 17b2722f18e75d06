"""Compiled practices, and their verdicts on one interaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.engine import Engine
from advisor.linter.conditions import CompiledCondition, blocking_facts, compile_condition, deciding_facts
from advisor.linter.context import NO_VALUES, UNKNOWN, VIOLATED, Verdict
from advisor.linter.interaction_facts import DERIVED_FROM
from advisor.linter.spans import CHOICE_FACTS, first_line, value_span
from advisor.linter.wording import message_values
from advisor.model.interaction import Facts, Interaction
from advisor.model.practice import Practice


class CompiledRule(NamedTuple):
    practice: Practice
    condition: CompiledCondition  # whether the practice applies
    violated: CompiledCondition
    derived_from: Mapping[str, tuple[str, ...]]  # derived fact -> the facts it is derived from


def compile_rules(practices: Iterable[Practice], engine: Engine) -> list[CompiledRule]:
    """Returns practices with compiled conditions."""
    behind = {**DERIVED_FROM,
              **{compare.name: (compare.smaller, compare.larger) for compare in engine.fact_index.comparisons}}
    return [
        CompiledRule(practice, compile_condition(practice.applies_when), compile_condition(practice.violated_when),
                     behind)
        for practice in practices
    ]


def violation(rule: CompiledRule, interaction: Interaction, facts: Facts) -> Verdict:
    """Returns the verdict on a violated practice, at the value that violates it."""
    names = [fact_name
             for name in deciding_facts(rule.violated, facts)
             for fact_name in (name, *rule.derived_from.get(name, ()))]
    names.sort(key=lambda name: (name in interaction.needs, name in CHOICE_FACTS))  # easiest to fix first
    return Verdict(
        VIOLATED, interaction.id, interaction.id, value_span(interaction, names), message_values(interaction)
    )


def question(interaction: Interaction, missing: tuple[str, ...], others: Iterable[Verdict]) -> Verdict:
    """Returns an unknown verdict with its missing facts; it shares the span of the other questions."""
    span = next((other.span for other in others), None) or first_line(interaction.span)
    return Verdict(UNKNOWN, interaction.id, interaction.id, span, NO_VALUES, missing)


def missing_facts(rule: CompiledRule, interaction: Interaction, facts: Facts, applies: bool | None) -> tuple[str, ...]:
    """Returns the facts to ask for: those that decide whether the practice applies, else those that decide a violation.

    Derived facts cannot be stated, so the facts they are derived from are asked for.
    """
    if applies is not None:
        names = blocking_facts(rule.violated, facts)
    else:
        names = blocking_facts(rule.condition, facts) if rule.condition.test(facts) is None else ()
        if interaction.declared is None and rule.practice.applies_to:
            names = ("pattern", *names)
    if rule.derived_from.keys().isdisjoint(names):
        return names
    missing: dict[str, None] = {}
    for name in names:
        unknown = [part for part in rule.derived_from.get(name, (name,)) if part not in facts]
        missing.update(dict.fromkeys(unknown[:1] if name == "mode" else unknown))
    return tuple(missing)
