"""Checks for contradictions: an excluded pattern is declared, or needs conflict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.engine import Engine
from advisor.engine.ranking import box_mask
from advisor.linter.context import NO_VALUES, SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict, VerdictOutcome
from advisor.linter.spans import CHOICE_FACTS, value_span
from advisor.linter.wording import message_values
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.text.quoting import quote_value

Facts = Mapping[str, Any]


def excluded_pattern(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the declared pattern of each interaction is excluded."""
    engine = context.engine
    for interaction in context.architecture.interactions:
        declared = interaction.declared
        if declared is None:
            continue
        if declared in context.scores[interaction.id].excluded:
            fired = engine.fact_index.fired_boxes(interaction.facts())
            first = next(exclusion for exclusion in engine.ranking.exclusions(fired) if exclusion.pattern == declared)
            yield pattern_verdict(VIOLATED, interaction, {"because": first.because, "rule": first.rule})
        elif not context.is_thorough:
            continue
        elif missing := _excluding_facts(engine, interaction.facts(), declared):
            yield pattern_verdict(UNKNOWN, interaction, facts=missing)
        else:
            yield pattern_verdict(SATISFIED, interaction)


def conflicting_needs(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the needs of each interaction conflict, and if so how to split it."""
    engine = context.engine
    for interaction in context.architecture.interactions:
        if not context.scores[interaction.id].is_conflict:
            if context.is_thorough:
                yield pattern_verdict(SATISFIED, interaction)
            continue
        for conflict in engine.advice.conflicts(engine.fact_index.fired_boxes(interaction.facts())):
            values = {"conflict": conflict.title, "because": conflict.because, "rule": conflict.rule,
                      "needs": " and ".join(map(quote_value, conflict.facts)),
                      "critical": conflict.split_critical, "rest": conflict.split_rest}
            span = value_span(interaction, reversed(conflict.facts))
            yield Verdict(VIOLATED, interaction.id, interaction.id, span, {**message_values(interaction), **values})


def pattern_verdict(outcome: VerdictOutcome, interaction: Interaction, values: Mapping[str, str] | None = None,
              facts: tuple[str, ...] = (), numbers: Mapping[str, float] | None = None) -> Verdict:
    """Returns a verdict on the pattern that an interaction declares."""
    if outcome == SATISFIED:
        return Verdict(outcome, interaction.id, interaction.id, interaction.span, NO_VALUES)
    return Verdict(outcome, interaction.id, interaction.id, value_span(interaction, CHOICE_FACTS),
                   {**message_values(interaction), **(values or {})}, facts, numbers=numbers or {})


def _excluding_facts(engine: Engine, facts: Facts, declared: str) -> tuple[str, ...]:
    """Returns the unknown facts that could exclude a pattern."""
    known, joined = engine.fact_index.look_up(facts)
    possible = joined & known.possible & engine.ranking.excluding_boxes[declared]
    if not possible:
        return ()
    names = [name for rule in engine.ranking.rules if declared in rule["excludes"] and possible & box_mask(rule)
             for name in rule["reads"] if name in known.unknown_facts]
    return tuple(dict.fromkeys(names))
