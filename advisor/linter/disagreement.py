"""Checks for contradictions: an excluded pattern is declared, or needs conflict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.engine import Engine
from advisor.engine.ranking import mask_of
from advisor.linter.places import CHOSEN, value_span
from advisor.linter.whole import NOTHING, SATISFIED, UNKNOWN, VIOLATED, Outcome, Verdict, Whole
from advisor.linter.wording import values_of
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.notation.quote import quoted

Facts = Mapping[str, Any]


def excluded_pattern(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the declared pattern of each interaction is excluded."""
    engine = context.engine
    for interaction in context.architecture.interactions:
        declared = interaction.declared
        if declared is None:
            continue
        if declared in context.standings[interaction.id].excluded:
            fired = engine.tables.fired(interaction.facts())
            first = next(exclusion for exclusion in engine.ranking.exclusions(fired) if exclusion.pattern == declared)
            yield on_choice(VIOLATED, interaction, {"because": first.because, "rule": first.rule})
        elif not context.is_thorough:
            continue
        elif missing := _excluding_facts(engine, interaction.facts(), declared):
            yield on_choice(UNKNOWN, interaction, facts=missing)
        else:
            yield on_choice(SATISFIED, interaction)


def conflicting_needs(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the needs of each interaction conflict, and if so how to split it."""
    engine = context.engine
    for interaction in context.architecture.interactions:
        if not context.standings[interaction.id].is_conflict:
            if context.is_thorough:
                yield on_choice(SATISFIED, interaction)
            continue
        for conflict in engine.remarks.conflicts(engine.tables.fired(interaction.facts())):
            values = {"conflict": conflict.title, "because": conflict.because, "rule": conflict.rule,
                      "needs": " and ".join(map(quoted, conflict.facts)),
                      "critical": conflict.split_critical, "rest": conflict.split_rest}
            span = value_span(interaction, reversed(conflict.facts))
            yield Verdict(VIOLATED, interaction.id, interaction.id, span, {**values_of(interaction), **values})


def on_choice(outcome: Outcome, interaction: Interaction, values: Mapping[str, str] | None = None,
              facts: tuple[str, ...] = (), numbers: Mapping[str, float] | None = None) -> Verdict:
    """Returns a verdict on the pattern that an interaction declares."""
    if outcome == SATISFIED:
        return Verdict(outcome, interaction.id, interaction.id, interaction.span, NOTHING)
    return Verdict(outcome, interaction.id, interaction.id, value_span(interaction, CHOSEN),
                   {**values_of(interaction), **(values or {})}, facts, numbers=numbers or {})


def _excluding_facts(engine: Engine, facts: Facts, declared: str) -> tuple[str, ...]:
    """Returns the unknown facts that could exclude a pattern."""
    known, joined = engine.tables.look_up(facts)
    possible = joined & known.possible & engine.ranking.excluding[declared]
    if not possible:
        return ()
    names = [name for rule in engine.ranking.rules if declared in rule["excludes"] and possible & mask_of(rule)
             for name in rule["reads"] if name in known.open]
    return tuple(dict.fromkeys(names))
