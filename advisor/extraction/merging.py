"""Merges drawn and described interactions: stated facts win, and contradictions are recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

from advisor.extraction.diagram_interactions import DiagramInteraction, id_request_of
from advisor.extraction.edges import InterpretedEdge
from advisor.extraction.names import IdRequest, assign_ids, normalise
from advisor.extraction.similarity import (
    are_contradictory,
    find_differences,
    have_compatible_patterns,
    have_exact_operations,
    similarity,
)
from advisor.extraction.tables import DescribedInteraction
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Terms
from advisor.text.source import Source, Span

MAX_COMPARED = 50  # entries with the same two ends

class Occurrence(NamedTuple):
    """One occurrence of an interaction in a document."""

    interaction: str  # its id
    source: Source
    start: int
    end: int
    is_drawn: bool  # False if described in a block, table or list
    blocks: tuple[str, ...]  # enclosing blocks of a drawing: loop, par, alt, opt, ...

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


class Contradiction(NamedTuple):
    """A drawing and a description disagree about a fact of the same interaction."""

    interaction: str  # its id
    fact: str  # pattern, technology, or a fact of the pack
    drawn: Any
    stated: Any
    drawn_span: Span
    stated_span: Span


class Merged(NamedTuple):
    interactions: tuple[Interaction, ...]
    occurrences: tuple[Occurrence, ...]
    contradictions: tuple[Contradiction, ...]


def merge_interactions(
    stated: Sequence[DescribedInteraction], drawn: Sequence[DiagramInteraction], terms: Terms
) -> Merged:
    """Merges described and drawn interactions, each of which occurs once in the result."""
    return _Merger(terms).run(stated, drawn)


_SightingFields = tuple[Source, int, int, bool, tuple[str, ...]]  # a sighting without its interaction


class _MergedInteraction:
    """An interaction, extended by each of its occurrences."""

    __slots__ = ("drawn_as", "fixed_id", "interaction", "is_stated", "second_operation", "sightings", "wish")

    def __init__(self, interaction: Interaction, wish: IdRequest, *, is_stated: bool) -> None:
        self.interaction = interaction
        self.wish = wish
        self.is_stated = is_stated
        self.fixed_id = interaction.id
        self.second_operation: str | None = None  # if it is described a second time
        self.drawn_as: str | None = None  # operation in the drawing
        self.sightings: list[_SightingFields] = []


class _Merger:
    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.entries: list[_MergedInteraction] = []
        self.by_ends: dict[tuple[str, str], list[_MergedInteraction]] = {}
        self.counts: Counter[tuple[str, str]] = Counter()  # of drawn interactions, by ends
        self.contradictions: list[tuple[_MergedInteraction, str, Any, Any, Span, Span]] = []

    def run(self, stated: Sequence[DescribedInteraction], drawn: Sequence[DiagramInteraction]) -> Merged:
        for row in sorted(stated, key=lambda row: not row.has_id):
            self._add_row(row)
        self.counts.update(chain.from_iterable([_ends(seen.interaction) for seen in drawn]))
        exact = {normalise(entry.interaction.operation) for entry in self.entries}
        # With an operation first, exact matches before similar ones.
        for seen in sorted(drawn, key=lambda seen: (not seen.interaction.operation,
                                                    normalise(seen.interaction.operation) not in exact)):
            self._add_seen(seen)
        self.entries.sort(key=lambda entry: (entry.interaction.source.name, entry.interaction.start))
        return self._result()

    def _add_row(self, row: DescribedInteraction) -> None:
        interaction = row.interaction
        if not row.has_id and (described := self._find_described(interaction)) is not None:
            self._complete(described, interaction)
            described.sightings.append((interaction.source, interaction.start, interaction.end, False, ()))
            return
        receiver = interaction.receivers[0]
        wish = IdRequest(interaction.sender, receiver, interaction.operation)
        entry = _MergedInteraction(interaction, wish, is_stated=True)
        entry.sightings.append((interaction.source, interaction.start, interaction.end, False, ()))
        self._add_entry(entry)

    def _find_described(self, interaction: Interaction) -> _MergedInteraction | None:
        """Returns the entry already described elsewhere, for example in a block, or None."""
        known = self._candidates(interaction)
        if not known:
            return None
        candidates = [entry for entry in known if set(interaction.receivers) <= set(entry.interaction.receivers)]
        operation = normalise(interaction.operation)
        for entry in candidates:
            score = similarity(entry.interaction, interaction)
            is_same = score == 3 or (score == 1 and len(candidates) == 1) or (
                score > 0 and bool(entry.fixed_id) and entry.second_operation in (None, operation))
            if is_same and not are_contradictory(entry.interaction, interaction):
                entry.second_operation = operation
                return entry
        return None

    def _add_seen(self, seen: DiagramInteraction) -> None:
        interaction = seen.interaction
        remaining = list(interaction.receivers)
        sightings: list[_SightingFields] = [(edge.document, edge.start, edge.end, True, edge.blocks)
                                            for edge in (seen.collapsed.first_edge, *seen.collapsed.other_edges)]
        operation = normalise(interaction.operation)
        for entry in self._matching(seen):
            if entry.is_stated and seen.collapsed.broker and entry.interaction.receivers == (seen.collapsed.broker,):
                entry.interaction = entry.interaction._replace(receivers=interaction.receivers)
                self._index(entry)
            entry.drawn_as = entry.drawn_as if entry.drawn_as is not None else operation
            self._note_contradictions(entry, interaction, seen.collapsed.first_edge)
            self._complete(entry, interaction)
            entry.sightings.extend(sightings)
            known_receivers = set(entry.interaction.receivers)
            remaining = [name for name in remaining if name not in known_receivers]
            if not remaining:
                return
        if len(remaining) < len(interaction.receivers):
            interaction = interaction._replace(receivers=tuple(remaining))
        entry = _MergedInteraction(interaction, id_request_of(seen), is_stated=False)
        entry.sightings.extend(sightings)
        self._add_entry(entry)

    def _matching(self, seen: DiagramInteraction) -> list[_MergedInteraction]:
        """Returns the entries most similar to a drawn interaction."""
        drawn = seen.interaction
        candidates = self._candidates(drawn)
        if seen.collapsed.broker and drawn.receivers != (seen.collapsed.broker,):
            candidates = [*candidates, *self.by_ends.get((drawn.sender, seen.collapsed.broker), ())[:MAX_COMPARED]]
        if not candidates:
            return []
        matches = []
        for entry in candidates:
            score = similarity(entry.interaction, drawn)
            if not entry.is_stated:
                is_same = score == 3 or (score == 1 and not are_contradictory(entry.interaction, drawn))
                if is_same and have_compatible_patterns(entry.interaction, drawn) and set(drawn.receivers) <= set(
                        entry.interaction.receivers):
                    matches.append((score, entry))
            elif score == 2 and entry.drawn_as not in (None, normalise(drawn.operation)):
                continue  # already drawn under its own operation
            elif score or (
                len(candidates) == 1 and self._is_alone(drawn) and not have_exact_operations(entry.interaction, drawn)
            ):
                matches.append((score, entry))
        if len(matches) == 1:
            return [matches[0][1]]
        best = max((score for score, _ in matches), default=0)
        return [entry for score, entry in matches if score == best]

    def _is_alone(self, drawn: Interaction) -> bool:
        return all(self.counts[ends] < 2 for ends in _ends(drawn))

    def _candidates(self, interaction: Interaction) -> list[_MergedInteraction]:
        if len(interaction.receivers) == 1:
            entries = self.by_ends.get((interaction.sender, interaction.receivers[0]))
            return list(dict.fromkeys(entries[:MAX_COMPARED])) if entries else []
        entries_found: dict[_MergedInteraction, None] = {}
        for ends in _ends(interaction):
            if entries := self.by_ends.get(ends):
                entries_found.update(dict.fromkeys(entries[:MAX_COMPARED]))
                if len(entries_found) >= MAX_COMPARED:
                    break
        return list(entries_found)

    def _add_entry(self, entry: _MergedInteraction) -> None:
        self.entries.append(entry)
        self._index(entry)

    def _index(self, entry: _MergedInteraction) -> None:
        for ends in _ends(entry.interaction):
            self.by_ends.setdefault(ends, []).append(entry)

    def _note_contradictions(self, entry: _MergedInteraction, drawn: Interaction, edge: InterpretedEdge) -> None:
        """Records the facts in which a description and a drawing differ."""
        if not entry.is_stated:
            return
        stated = entry.interaction
        for name, stated_value, drawn_value in find_differences(stated, drawn):
            fact = stated.design.get(name) or stated.needs.get(name)
            offset = fact.offset if fact is not None and fact.offset >= 0 else stated.start
            end = offset + len(str(stated_value)) if offset != stated.start else stated.end
            self.contradictions.append((entry, name, drawn_value, stated_value,
                                        Span(edge.document, edge.start, edge.end), Span(stated.source, offset, end)))

    def _complete(self, entry: _MergedInteraction, other: Interaction) -> None:
        """Adds the facts that only another occurrence gives."""
        known = entry.interaction
        same_source = known.source is other.source
        for own, more in ((known.needs, other.needs), (known.design, other.design)):
            for name, fact in more.items():
                if name in ("pattern", "technology") or (name == "fan_out" and len(known.receivers) > 1):
                    continue
                if name not in own or (own[name].origin != "stated" and fact.origin == "stated"):
                    own[name] = fact if same_source else fact._replace(offset=-1)
        changes: dict[str, Any] = {}
        agree = known.declared is None or other.declared in (None, known.declared)
        if known.declared is None and other.declared is not None:
            changes["declared"] = other.declared
            _copy_fact(known.design, other.design, "pattern", same_source=same_source)
        if agree and known.technology is None and other.technology is not None:
            changes["technology"] = other.technology
            _copy_fact(known.design, other.design, "technology", same_source=same_source)
        if not known.operation and other.operation:
            changes["operation"] = other.operation
        if changes:
            entry.interaction = known._replace(**changes)

    def _result(self) -> Merged:
        used = [entry.fixed_id for entry in self.entries if entry.fixed_id]
        without_id = [entry for entry in self.entries if not entry.fixed_id]
        wishes = [entry.wish if entry.wish.operation == entry.interaction.operation
                  else entry.wish._replace(operation=entry.interaction.operation) for entry in without_id]
        for entry, name in zip(without_id, assign_ids(wishes, used), strict=True):
            entry.interaction = Interaction(name, *entry.interaction[1:])
        sightings = [Occurrence(entry.interaction.id, *shown) for entry in self.entries for shown in entry.sightings]
        contradictions = [Contradiction(entry.interaction.id, *rest) for entry, *rest in self.contradictions]
        return Merged(tuple([entry.interaction for entry in self.entries]), tuple(sightings), tuple(contradictions))


def _copy_fact(own: dict[str, KnownFact], other: dict[str, KnownFact], name: str, *, same_source: bool) -> None:
    fact = other.get(name)
    if fact is not None:
        own.setdefault(name, fact if same_source else fact._replace(offset=-1))


def _ends(interaction: Interaction) -> list[tuple[str, str]]:
    if len(interaction.receivers) == 1:  # the usual case
        return [(interaction.sender, interaction.receivers[0])]
    return [(interaction.sender, receiver) for receiver in interaction.receivers]
