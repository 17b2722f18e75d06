"""Compiled practices, and their verdicts on one interaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.engine import Engine
from advisor.linter.conditions import Compiled, both, compiled
from advisor.linter.facts import BEHIND
from advisor.linter.places import CHOSEN, first_line, value_span
from advisor.linter.reasons import true_by, waits_for
from advisor.linter.whole import NOTHING, SATISFIED, UNKNOWN, VIOLATED, Verdict
from advisor.linter.wording import values_of
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.source.frozen import NamedTuple

Facts = Mapping[str, Any]
SPOKEN_OF = "interactions"  # key in a tally: number of interactions the practice applies to


class Rule(NamedTuple):
    practice: Practice
    condition: Compiled  # whether the practice applies
    violated: Compiled
    behind: Mapping[str, tuple[str, ...]]  # derived fact -> the facts it is derived from
    tally: dict[str, int]


def rules_of(practices: Iterable[Practice], engine: Engine) -> list[Rule]:
    """Returns practices with compiled conditions."""
    behind = {**BEHIND, **{compare.name: (compare.smaller, compare.larger) for compare in engine.tables.compares}}
    return [Rule(practice, both(compiled(practice.when), compiled(practice.applies_when)),
                 compiled(practice.violated_when), behind, {SATISFIED: 0, VIOLATED: 0, UNKNOWN: 0, SPOKEN_OF: 0})
            for practice in practices]


def violation(rule: Rule, interaction: Interaction, facts: Facts) -> Verdict:
    """Returns the verdict on a violated practice, at the value that violates it."""
    names = [fact_name for name in true_by(rule.violated, facts) for fact_name in (name, *rule.behind.get(name, ()))]
    names.sort(key=lambda name: (name in interaction.needs, name in CHOSEN))  # easiest to fix first
    return Verdict(VIOLATED, interaction.id, interaction.id, value_span(interaction, names), values_of(interaction))


def question(interaction: Interaction, missing: tuple[str, ...], others: Iterable[Verdict]) -> Verdict:
    """Returns an unknown verdict with its missing facts; it shares the span of the other questions."""
    span = next((other.span for other in others), None) or first_line(interaction.span)
    return Verdict(UNKNOWN, interaction.id, interaction.id, span, NOTHING, missing)


def missing_facts(rule: Rule, interaction: Interaction, facts: Facts, applies: bool | None) -> tuple[str, ...]:
    """Returns the facts to ask for: those that decide whether the practice applies, else those that decide a violation.

    Derived facts cannot be stated, so the facts they are derived from are asked for.
    """
    if applies is not None:
        names = waits_for(rule.violated, facts)
    else:
        names = waits_for(rule.condition, facts) if rule.condition.test(facts) is None else ()
        if interaction.declared is None and rule.practice.applies_to:
            names = ("pattern", *names)
    if rule.behind.keys().isdisjoint(names):
        return names
    missing: dict[str, None] = {}
    for name in names:
        unknown = [part for part in rule.behind.get(name, (name,)) if part not in facts]
        missing.update(dict.fromkeys(unknown[:1] if name == "mode" else unknown))
    return tuple(missing)
