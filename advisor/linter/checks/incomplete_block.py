"""Check `incomplete-block`: a YAML block lacks facts that the document states elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from advisor.extraction.architecture.yaml_blocks import is_fragment
from advisor.linter.check_registry import check
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.linter.spans import first_line, related_places, value_span
from advisor.linter.wording import join_names, message_values
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.practice import Practice
from advisor.text.quoting import format_value

SECTIONS = ("needs", "design")


def _has_fragment(context: LintContext, stated: Collection[str]) -> bool:
    return context.reading is not None and any(
        is_fragment(block) for blocks in context.reading.blocks.values() for block in blocks)


@check("incomplete-block", can_find=_has_fragment)
def incomplete_block(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each interaction of a block whose facts are partly in a table, a list or a diagram."""
    if context.reading is None:
        return
    ranges = {name: [(block.start, block.end) for block in blocks if is_fragment(block)]
              for name, blocks in context.reading.blocks.items()}
    for interaction in context.architecture.interactions:
        facts = {**facts_outside_block(interaction, "needs"), **facts_outside_block(interaction, "design")}
        if facts and any(start <= interaction.start < end for start, end in ranges.get(interaction.source.name, ())):
            first = min(facts.values(), key=lambda fact: fact.offset)
            values = {**message_values(interaction), "facts": join_names(list(facts)),
                      "place": f"line {interaction.source.position(first.offset)[0]}"}
            others = ((value_span(interaction, name), f"{name} is {format_value(fact.value)}")
                      for name, fact in facts.items())
            yield Verdict(VIOLATED, interaction.id, interaction.id, first_line(interaction.span), values,
                          related=related_places(others))


def facts_outside_block(interaction: Interaction, section: str) -> Mapping[str, KnownFact]:
    """Returns the facts of a section that are stated outside the interaction's own text."""
    facts: Mapping[str, KnownFact] = getattr(interaction, section)
    return {name: fact for name, fact in facts.items() if fact.origin == "stated" and fact.offset >= 0
            and not interaction.start <= fact.offset < interaction.end}
