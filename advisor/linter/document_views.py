"""The two views of a document: interactions that it draws, and interactions that its text describes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from advisor.linter.context import NO_VALUES, SATISFIED, LintContext, Verdict, VerdictOutcome
from advisor.linter.spans import first_line
from advisor.linter.wording import message_values
from advisor.model.interaction import Interaction


class DocumentViews(NamedTuple):
    """Ids of the interactions that a document draws, and of those that its text describes."""

    drawn: frozenset[str]
    described: frozenset[str]

    @classmethod
    def of(cls, context: LintContext) -> DocumentViews:
        drawn: set[str] = set()
        described: set[str] = set()
        for sighting in context.reading.occurrences if context.reading else ():
            (drawn if sighting.is_drawn else described).add(sighting.interaction)
        return cls(frozenset(drawn), frozenset(described))

    def drawn_alone(self, context: LintContext) -> list[Interaction]:
        return _alone(context, self.drawn - self.described, self.described)

    def described_alone(self, context: LintContext) -> list[Interaction]:
        return _alone(context, self.described - self.drawn, self.drawn)


class DiagramIndex:
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


def view_verdict(outcome: VerdictOutcome, interaction: Interaction, more: Mapping[str, str] = NO_VALUES) -> Verdict:
    if outcome == SATISFIED:
        return Verdict(outcome, interaction.id, interaction.id, interaction.span, NO_VALUES)
    return Verdict(outcome, interaction.id, interaction.id, first_line(interaction.span),
                   {**message_values(interaction), **more})


def _alone(context: LintContext, ids: frozenset[str], others: frozenset[str]) -> list[Interaction]:
    """Returns the interactions in one view only; services unknown to the other view are out of its scope."""
    if not ids or not others:
        return []
    known = {name for interaction in context.architecture.interactions if interaction.id in others
             for name in (interaction.sender, *interaction.receivers)}
    return [interaction for interaction in context.architecture.interactions
            if interaction.id in ids and not known.isdisjoint((interaction.sender, *interaction.receivers))]
