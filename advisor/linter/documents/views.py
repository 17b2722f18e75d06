"""A document that draws and describes: what stands in one view alone, and in what the views contradict each other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from advisor.linter.places import first_line
from advisor.linter.whole import NOTHING, SATISFIED, VIOLATED, Outcome, Verdict, Whole
from advisor.linter.wording import values_of
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.notation.quote import shown
from advisor.source.frozen import NamedTuple

MOST_TOLD = 3  # of one diagram, or of one file outside of its diagrams
FROM_STRUCTURE = ("audience", "client", "fan_out")  # what follows from who takes part, and nobody has decided


def undocumented_decision(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields whether anything is said of how each interaction works; what is drawn alone is another practice's.

    Where a diagram or a file leaves more than a few open, it is told once, at the first of them.
    """
    if not whole.is_thorough and all(map(_is_decided, whole.architecture.interactions)):
        return
    alone = {one.id for one in _Views.of(whole).drawn_alone(whole)} if whole.reading else set()
    places = _Places(whole)
    undecided: dict[tuple[str, int], list[Interaction]] = {}
    for interaction in whole.architecture.interactions:
        if interaction.id in alone:
            continue
        if _is_decided(interaction):
            if whole.is_thorough:
                yield _verdict(SATISFIED, interaction)
        else:
            undecided.setdefault(places.of(interaction), []).append(interaction)
    for (_, page), interactions in undecided.items():
        is_told_once = len(interactions) > MOST_TOLD
        for interaction in interactions[: 1 if is_told_once else MOST_TOLD]:
            where = "file" if page < 0 else "diagram"
            more = f"; nor does it for {len(interactions) - 1} more of this {where}" if is_told_once else ""
            yield _verdict(VIOLATED, interaction, {"more": more})


def drawn_not_described(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each interaction that is only drawn, in a document that describes others between the same services."""
    if whole.reading is not None:
        for interaction in _Views.of(whole).drawn_alone(whole):
            yield _verdict(VIOLATED, interaction)


def described_not_drawn(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each interaction that is only described, in a document that draws others between the same services."""
    if whole.reading is not None:
        for interaction in _Views.of(whole).described_alone(whole):
            yield _verdict(VIOLATED, interaction)


def diagram_contradiction(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields what a diagram shows otherwise than a block, table or list of the same document states."""
    interactions = {interaction.id: interaction for interaction in whole.architecture.interactions}
    for found in whole.reading.contradictions if whole.reading else ():
        interaction, stated = interactions[found.interaction], found.stated_span
        place = f"line {stated.line}" if stated.source is found.drawn_span.source else f"{stated.file}:{stated.line}"
        values = {**values_of(interaction), "fact": found.fact, "drawn": shown(found.drawn),
                  "stated": shown(found.stated), "place": place}
        yield Verdict(VIOLATED, f"{interaction.id} {found.fact}", interaction.id, first_line(found.drawn_span), values)


class _Views(NamedTuple):
    """Which interactions of a document are drawn, and which are described."""

    drawn: frozenset[str]
    described: frozenset[str]

    @classmethod
    def of(cls, whole: Whole) -> _Views:
        drawn: set[str] = set()
        described: set[str] = set()
        for sighting in whole.reading.sightings if whole.reading else ():
            (drawn if sighting.is_drawn else described).add(sighting.interaction)
        return cls(frozenset(drawn), frozenset(described))

    def drawn_alone(self, whole: Whole) -> list[Interaction]:
        return _alone(whole, self.drawn - self.described, self.described)

    def described_alone(self, whole: Whole) -> list[Interaction]:
        return _alone(whole, self.described - self.drawn, self.drawn)


def _alone(whole: Whole, ids: frozenset[str], others: frozenset[str]) -> list[Interaction]:
    """Returns what stands in one view alone, of services that the other view knows: else it shows other things."""
    if not ids or not others:
        return []
    known = {name for interaction in whole.architecture.interactions if interaction.id in others
             for name in (interaction.sender, *interaction.receivers)}
    return [interaction for interaction in whole.architecture.interactions
            if interaction.id in ids and not known.isdisjoint((interaction.sender, *interaction.receivers))]


class _Places:
    """In which diagram interactions stand; those of a file's own notation come by thousands."""

    def __init__(self, whole: Whole) -> None:
        self._starts: dict[str, list[tuple[int, int]]] = {}
        for page in whole.reading.pages if whole.reading else ():
            self._starts.setdefault(page.document.name, []).append((page.drawing.start, page.drawing.end))
        for found in self._starts.values():
            found.sort()

    def of(self, interaction: Interaction) -> tuple[str, int]:
        """Returns the file, and where the diagram begins; -1 outside of all."""
        name = interaction.source.name
        pages = self._starts.get(name, [])
        at = bisect_right(pages, (interaction.start, len(interaction.source.text) + 1)) - 1
        is_inside = at >= 0 and interaction.start < pages[at][1]
        return name, pages[at][0] if is_inside else -1


def _verdict(outcome: Outcome, interaction: Interaction, more: Mapping[str, str] = NOTHING) -> Verdict:
    if outcome == SATISFIED:
        return Verdict(outcome, interaction.id, interaction.id, interaction.span, NOTHING)
    return Verdict(outcome, interaction.id, interaction.id, first_line(interaction.span),
                   {**values_of(interaction), **more})


def _is_decided(interaction: Interaction) -> bool:
    if interaction.declared is not None or interaction.technology is not None:
        return True
    return any(fact.origin == "stated" or name not in FROM_STRUCTURE
               for facts in (interaction.needs, interaction.design) for name, fact in facts.items())

