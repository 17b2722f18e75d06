"""Check `undocumented-decision`: an interaction without a stated pattern."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import SATISFIED, VIOLATED, LintContext, Verdict
from advisor.linter.document_views import DiagramIndex, DocumentViews, view_verdict
from advisor.linter.spans import related_places
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.text.quoting import format_value

MAX_FINDINGS = 3  # per diagram, or per file outside its diagrams
DERIVED_FACTS = ("audience", "client", "fan_out")  # facts derived from the participants, not decisions


@check("undocumented-decision")
def undocumented_decision(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields whether each interaction has a stated pattern; those only drawn belong to another practice.

    If a diagram or file leaves more than a few undecided, only the first of them is reported.
    """
    if not context.is_thorough and all(map(_is_decided, context.architecture.interactions)):
        return
    drawn_alone = DocumentViews.of(context).drawn_alone(context) if context.reading else ()
    alone = {interaction.id for interaction in drawn_alone}
    diagrams = DiagramIndex(context)
    undecided: dict[tuple[str, int], list[Interaction]] = {}
    for interaction in context.architecture.interactions:
        if interaction.id in alone:
            continue
        if _is_decided(interaction):
            if context.is_thorough:
                yield view_verdict(SATISFIED, interaction)
        else:
            undecided.setdefault(diagrams.of(interaction), []).append(interaction)
    for (_, page), interactions in undecided.items():
        is_summarised = len(interactions) > MAX_FINDINGS
        for interaction in interactions[: 1 if is_summarised else MAX_FINDINGS]:
            where = "file" if page < 0 else "diagram"
            more = f"; nor does it for {len(interactions) - 1} more of this {where}" if is_summarised else ""
            others = interactions[1:] if is_summarised else []
            yield view_verdict(VIOLATED, interaction, {"more": more})._replace(
                related=related_places((other.span, f"{format_value(other.id)} has no pattern") for other in others))


def _is_decided(interaction: Interaction) -> bool:
    if interaction.declared is not None or interaction.technology is not None:
        return True
    return any(fact.origin == "stated" or name not in DERIVED_FACTS
               for facts in (interaction.needs, interaction.design) for name, fact in facts.items())
