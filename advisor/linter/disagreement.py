"""Where needs stand against a design or against one another: an excluded pattern, contradicting needs."""

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


def excluded_pattern(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the declared pattern of each interaction is out of the question."""
    engine = whole.engine
    for interaction in whole.architecture.interactions:
        declared = interaction.declared
        if declared is None:
            continue
        if declared in whole.standings[interaction.id].excluded:
            fired = engine.tables.fired(interaction.facts())
            first = next(found for found in engine.ranking.exclusions(fired) if found.pattern == declared)
            yield on_choice(VIOLATED, interaction, {"because": first.because, "rule": first.rule})
        elif not whole.is_thorough:
            continue
        elif waiting := _still_open(engine, interaction.facts(), declared):
            yield on_choice(UNKNOWN, interaction, facts=waiting)
        else:
            yield on_choice(SATISFIED, interaction)


def conflicting_needs(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the needs of each interaction can hold together, and how to split it where they cannot."""
    engine = whole.engine
    for interaction in whole.architecture.interactions:
        if not whole.standings[interaction.id].is_conflict:
            if whole.is_thorough:
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


def _still_open(engine: Engine, facts: Facts, declared: str) -> tuple[str, ...]:
    """The unknown facts that could exclude a pattern."""
    known, joined = engine.tables.look_up(facts)
    possible = joined & known.possible & engine.ranking.excluding[declared]
    if not possible:
        return ()
    names = [name for rule in engine.ranking.rules if declared in rule["excludes"] and possible & mask_of(rule)
             for name in rule["reads"] if name in known.open]
    return tuple(dict.fromkeys(names))
