"""Check `conflicting-needs`: needs that cannot hold together."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import SATISFIED, VIOLATED, LintContext, Verdict
from advisor.linter.spans import related_places, value_span
from advisor.linter.verdicts import pattern_verdict
from advisor.linter.wording import message_values
from advisor.model.practice import Practice
from advisor.text.quoting import format_value, quote_value


@check("conflicting-needs")
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
            others = [(value_span(interaction, name), f"{name} is {format_value(interaction.needs[name].value)}")
                      for name in conflict.facts if name in interaction.needs]
            yield Verdict(VIOLATED, interaction.id, interaction.id, span, {**message_values(interaction), **values},
                          related=related_places(pair for pair in others if pair[0].start != span.start))
