"""Check `diagram-contradiction`: a diagram and the text of one document disagree."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.linter.spans import first_line, related_places
from advisor.linter.wording import message_values
from advisor.model.practice import Practice
from advisor.text.quoting import format_value


@check("diagram-contradiction")
def diagram_contradiction(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each fact on which a diagram contradicts a block, table or list of the same document."""
    interactions = {interaction.id: interaction for interaction in context.architecture.interactions}
    for conflict in context.reading.contradictions if context.reading else ():
        interaction, stated = interactions[conflict.interaction], conflict.stated_span
        place = f"line {stated.line}" if stated.source is conflict.drawn_span.source else f"{stated.file}:{stated.line}"
        values = {**message_values(interaction), "fact": conflict.fact, "drawn": format_value(conflict.drawn),
                  "stated": format_value(conflict.stated), "place": place}
        other = (stated, f"{conflict.fact} is {values['stated']} here")
        yield Verdict(VIOLATED, f"{interaction.id} {conflict.fact}", interaction.id, first_line(conflict.drawn_span),
                      values, related=related_places([other]))
