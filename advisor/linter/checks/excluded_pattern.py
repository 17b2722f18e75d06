"""Check `excluded-pattern`: the declared pattern is excluded by the needs."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.engine import Engine
from advisor.engine.ranking import box_mask
from advisor.linter.check_registry import check
from advisor.linter.context import SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict
from advisor.linter.verdicts import pattern_verdict
from advisor.model.interaction import Facts
from advisor.model.practice import Practice


@check("excluded-pattern")
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


def _excluding_facts(engine: Engine, facts: Facts, declared: str) -> tuple[str, ...]:
    """Returns the unknown facts that could exclude a pattern."""
    known, joined = engine.fact_index.look_up(facts)
    possible = joined & known.possible & engine.ranking.excluding_boxes[declared]
    if not possible:
        return ()
    names = [name for rule in engine.ranking.rules if declared in rule["excludes"] and possible & box_mask(rule)
             for name in rule["reads"] if name in known.unknown_facts]
    return tuple(dict.fromkeys(names))
