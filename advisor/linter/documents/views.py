"""Compares diagrams and text of a document: interactions in only one of them, and contradictions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.linter.context import NO_VALUES, SATISFIED, VIOLATED, LintContext, Verdict, VerdictOutcome
from advisor.linter.spans import first_line
from advisor.linter.wording import message_values
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.text.quoting import format_value

MAX_FINDINGS = 3  # per diagram, or per file outside its diagrams
DERIVED_FACTS = ("audience", "client", "fan_out")  # facts derived from the participants, not decisions


def undocumented_decision(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields whether each interaction has a stated pattern; those only drawn belong to another practice.

    If a diagram or file leaves more than a few undecided, only the first of them is reported.
    """
    if not context.is_thorough and all(map(_is_decided, context.architecture.interactions)):
        return
    alone = {interaction.id for interaction in _Views.of(context).drawn_alone(context)} if context.reading else set()
    diagrams = _DiagramIndex(context)
    undecided: dict[tuple[str, int], list[Interaction]] = {}
    for interaction in context.architecture.interactions:
        if interaction.id in alone:
            continue
        if _is_decided(interaction):
            if context.is_thorough:
                yield _verdict(SATISFIED, interaction)
        else:
            undecided.setdefault(diagrams.of(interaction), []).append(interaction)
    for (_, page), interactions in undecided.items():
        is_summarised = len(interactions) > MAX_FINDINGS
        for interaction in interactions[: 1 if is_summarised else MAX_FINDINGS]:
            where = "file" if page < 0 else "diagram"
            more = f"; nor does it for {len(interactions) - 1} more of this {where}" if is_summarised else ""
            yield _verdict(VIOLATED, interaction, {"more": more})


def drawn_not_described(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each interaction that is only drawn, if the text describes others of the same services."""
    if context.reading is not None:
        for interaction in _Views.of(context).drawn_alone(context):
            yield _verdict(VIOLATED, interaction)


def described_not_drawn(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each interaction that is only described, if a diagram shows others of the same services."""
    if context.reading is not None:
        for interaction in _Views.of(context).described_alone(context):
            yield _verdict(VIOLATED, interaction)


def diagram_contradiction(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each fact on which a diagram contradicts a block, table or list of the same document."""
    interactions = {interaction.id: interaction for interaction in context.architecture.interactions}
    for conflict in context.reading.contradictions if context.reading else ():
        interaction, stated = interactions[conflict.interaction], conflict.stated_span
        place = f"line {stated.line}" if stated.source is conflict.drawn_span.source else f"{stated.file}:{stated.line}"
        values = {**message_values(interaction), "fact": conflict.fact, "drawn": format_value(conflict.drawn),
                  "stated": format_value(conflict.stated), "place": place}
        yield Verdict(VIOLATED, f"{interaction.id} {conflict.fact}", interaction.id, first_line(conflict.drawn_span),
                      values)


class _Views(NamedTuple):
    """Ids of the interactions that a document draws, and of those that its text describes."""

    drawn: frozenset[str]
    described: frozenset[str]

    @classmethod
    def of(cls, context: LintContext) -> _Views:
        drawn: set[str] = set()
        described: set[str] = set()
        for sighting in context.reading.occurrences if context.reading else ():
            (drawn if sighting.is_drawn else described).add(sighting.interaction)
        return cls(frozenset(drawn), frozenset(described))

    def drawn_alone(self, context: LintContext) -> list[Interaction]:
        return _alone(context, self.drawn - self.described, self.described)

    def described_alone(self, context: LintContext) -> list[Interaction]:
        return _alone(context, self.described - self.drawn, self.drawn)


def _alone(context: LintContext, ids: frozenset[str], others: frozenset[str]) -> list[Interaction]:
    """Returns the interactions in one view only; services unknown to the other view are out of its scope."""
    if not ids or not others:
        return []
    known = {name for interaction in context.architecture.interactions if interaction.id in others
             for name in (interaction.sender, *interaction.receivers)}
    return [interaction for interaction in context.architecture.interactions
            if interaction.id in ids and not known.isdisjoint((interaction.sender, *interaction.receivers))]


class _DiagramIndex:
    """Finds the diagram of an interaction by bisection; a diagram file has thousands of interactions."""

    def __init__(self, context: LintContext) -> None:
        self._ranges: dict[str, list[tuple[int, int]]] = {}
        for page in context.reading.diagrams if context.reading else ():
            self._ranges.setdefault(page.document.name, []).append((page.diagram.start, page.diagram.end))
        for ranges in self._ranges.values():
            ranges.sort()

    def of(self, interaction: Interaction) -> tuple[str, int]:
        """Returns the file and the start of the diagram, or -1 outside diagrams."""
        name = interaction.source.name
        pages = self._ranges.get(name, [])
        index = bisect_right(pages, (interaction.start, len(interaction.source.text) + 1)) - 1
        is_inside = index >= 0 and interaction.start < pages[index][1]
        return name, pages[index][0] if is_inside else -1


def _verdict(outcome: VerdictOutcome, interaction: Interaction, more: Mapping[str, str] = NO_VALUES) -> Verdict:
    if outcome == SATISFIED:
        return Verdict(outcome, interaction.id, interaction.id, interaction.span, NO_VALUES)
    return Verdict(outcome, interaction.id, interaction.id, first_line(interaction.span),
                   {**message_values(interaction), **more})


def _is_decided(interaction: Interaction) -> bool:
    if interaction.declared is not None or interaction.technology is not None:
        return True
    return any(fact.origin == "stated" or name not in DERIVED_FACTS
               for facts in (interaction.needs, interaction.design) for name, fact in facts.items())

