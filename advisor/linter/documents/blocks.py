"""Checks YAML blocks for facts that another part of the document states of the same interaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.linter.places import first_line
from advisor.linter.whole import VIOLATED, Verdict, Whole
from advisor.linter.wording import listed, values_of
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.practice import Practice
from advisor.readers.fences import is_fragment

SECTIONS = ("needs", "design")


def incomplete_block(context: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each interaction of a block whose facts are partly in a table, a list or a diagram."""
    if context.reading is None:
        return
    ranges = {name: [(block.start, block.end) for block in blocks if is_fragment(block)]
              for name, blocks in context.reading.blocks.items()}
    for interaction in context.architecture.interactions:
        facts = {**left_out(interaction, "needs"), **left_out(interaction, "design")}
        if facts and any(start <= interaction.start < end for start, end in ranges.get(interaction.source.name, ())):
            first = min(facts.values(), key=lambda fact: fact.offset)
            values = {**values_of(interaction), "facts": listed(list(facts)),
                      "place": f"line {interaction.source.place(first.offset)[0]}"}
            yield Verdict(VIOLATED, interaction.id, interaction.id, first_line(interaction.span), values)


def left_out(interaction: Interaction, section: str) -> Mapping[str, KnownFact]:
    """Returns the facts of a section that are stated outside the interaction's own text."""
    facts: Mapping[str, KnownFact] = getattr(interaction, section)
    return {name: fact for name, fact in facts.items() if fact.origin == "stated" and fact.offset >= 0
            and not interaction.start <= fact.offset < interaction.end}
