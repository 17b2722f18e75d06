"""What is drawn and what is described, made one: what is stated beats what is drawn, and contradictions are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any

from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Terms
from advisor.readers.edges import Drawn
from advisor.readers.interpretation import Seen, wish_of
from advisor.readers.likeness import are_alike_built, are_exact, clash, differences, likeness
from advisor.readers.names import Wish, ids, letters
from advisor.readers.tables import Row
from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple

MOST_COMPARED = 50  # with the same two ends

class Sighting(NamedTuple):
    """One place that shows an interaction."""

    interaction: str  # its id
    source: Source
    start: int
    end: int
    is_drawn: bool  # False where it is described: in a block, a table or a list
    blocks: tuple[str, ...]  # of a drawing, around it: loop, par, alt, opt, ...

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


class Contradiction(NamedTuple):
    """A drawing and a description of the same interaction say different things."""

    interaction: str  # its id
    fact: str  # pattern, technology, or a fact of the pack
    drawn: Any
    stated: Any
    drawn_span: Span
    stated_span: Span


class Union(NamedTuple):
    interactions: tuple[Interaction, ...]
    sightings: tuple[Sighting, ...]
    contradictions: tuple[Contradiction, ...]


def join(stated: Sequence[Row], drawn: Sequence[Seen], terms: Terms) -> Union:
    """Returns every interaction once."""
    return _Joining(terms).run(stated, drawn)


_Shown = tuple[Source, int, int, bool, tuple[str, ...]]  # a sighting without its interaction


class _Entry:
    """An interaction that grows with everything that shows it."""

    __slots__ = ("again", "drawn_as", "fixed_id", "interaction", "is_stated", "shown", "wish")

    def __init__(self, interaction: Interaction, wish: Wish, *, is_stated: bool) -> None:
        self.interaction = interaction
        self.wish = wish
        self.is_stated = is_stated
        self.fixed_id = interaction.id
        self.again: str | None = None  # the operation under which it is described a second time
        self.drawn_as: str | None = None  # the operation under which it is drawn
        self.shown: list[_Shown] = []


class _Joining:
    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.entries: list[_Entry] = []
        self.by_ends: dict[tuple[str, str], list[_Entry]] = {}
        self.counts: Counter[tuple[str, str]] = Counter()  # of what is drawn, by its ends
        self.clashes: list[tuple[_Entry, str, Any, Any, Span, Span]] = []

    def run(self, stated: Sequence[Row], drawn: Sequence[Seen]) -> Union:
        for row in sorted(stated, key=lambda row: not row.has_id):
            self._add_row(row)
        self.counts.update(chain.from_iterable([_ends(seen.interaction) for seen in drawn]))
        exact = {letters(entry.interaction.operation) for entry in self.entries}
        # What says most comes first, and what is named alike before what is only akin.
        for seen in sorted(drawn, key=lambda seen: (not seen.interaction.operation,
                                                    letters(seen.interaction.operation) not in exact)):
            self._add_seen(seen)
        self.entries.sort(key=lambda entry: (entry.interaction.source.name, entry.interaction.start))
        return self._result()

    def _add_row(self, row: Row) -> None:
        interaction = row.interaction
        if not row.has_id and (found := self._described(interaction)) is not None:
            self._complete(found, interaction)
            found.shown.append((interaction.source, interaction.start, interaction.end, False, ()))
            return
        receiver = interaction.receivers[0]
        entry = _Entry(interaction, Wish(interaction.sender, receiver, interaction.operation), is_stated=True)
        entry.shown.append((interaction.source, interaction.start, interaction.end, False, ()))
        self._keep(entry)

    def _described(self, interaction: Interaction) -> _Entry | None:
        """Returns what is described already, in a block for example, and described again in a table."""
        known = self._candidates(interaction)
        if not known:
            return None
        candidates = [entry for entry in known if set(interaction.receivers) <= set(entry.interaction.receivers)]
        operation = letters(interaction.operation)
        for entry in candidates:
            score = likeness(entry.interaction, interaction)
            is_same = score == 3 or (score == 1 and len(candidates) == 1) or (
                score > 0 and bool(entry.fixed_id) and entry.again in (None, operation))
            if is_same and not clash(entry.interaction, interaction):
                entry.again = operation
                return entry
        return None

    def _add_seen(self, seen: Seen) -> None:
        interaction = seen.interaction
        left = list(interaction.receivers)
        shown: list[_Shown] = [(edge.document, edge.start, edge.end, True, edge.blocks)
                               for edge in (seen.joined.drawn, *seen.joined.more)]
        operation = letters(interaction.operation)
        for entry in self._matching(seen):
            if entry.is_stated and seen.joined.broker and entry.interaction.receivers == (seen.joined.broker,):
                entry.interaction = entry.interaction._replace(receivers=interaction.receivers)
                self._index(entry)
            entry.drawn_as = entry.drawn_as if entry.drawn_as is not None else operation
            self._confront(entry, interaction, seen.joined.drawn)
            self._complete(entry, interaction)
            entry.shown.extend(shown)
            taken = set(entry.interaction.receivers)
            left = [name for name in left if name not in taken]
            if not left:
                return
        if len(left) < len(interaction.receivers):
            interaction = interaction._replace(receivers=tuple(left))
        entry = _Entry(interaction, wish_of(seen), is_stated=False)
        entry.shown.extend(shown)
        self._keep(entry)

    def _matching(self, seen: Seen) -> list[_Entry]:
        """Returns what is the same interaction as a drawn one, the likest first."""
        drawn = seen.interaction
        candidates = self._candidates(drawn)
        if seen.joined.broker and drawn.receivers != (seen.joined.broker,):
            candidates = [*candidates, *self.by_ends.get((drawn.sender, seen.joined.broker), ())[:MOST_COMPARED]]
        if not candidates:
            return []
        found = []
        for entry in candidates:
            score = likeness(entry.interaction, drawn)
            if not entry.is_stated:
                is_same = score == 3 or (score == 1 and not clash(entry.interaction, drawn))
                if is_same and are_alike_built(entry.interaction, drawn) and set(drawn.receivers) <= set(
                        entry.interaction.receivers):
                    found.append((score, entry))
            elif score == 2 and entry.drawn_as not in (None, letters(drawn.operation)):
                continue  # it is drawn under its own name already
            elif score or (len(candidates) == 1 and self._is_alone(drawn) and not are_exact(entry.interaction, drawn)):
                found.append((score, entry))
        if len(found) == 1:
            return [found[0][1]]
        best = max((score for score, _ in found), default=0)
        return [entry for score, entry in found if score == best]

    def _is_alone(self, drawn: Interaction) -> bool:
        return all(self.counts[ends] < 2 for ends in _ends(drawn))

    def _candidates(self, interaction: Interaction) -> list[_Entry]:
        if len(interaction.receivers) == 1:
            entries = self.by_ends.get((interaction.sender, interaction.receivers[0]))
            return list(dict.fromkeys(entries[:MOST_COMPARED])) if entries else []
        found: dict[_Entry, None] = {}
        for ends in _ends(interaction):
            if entries := self.by_ends.get(ends):
                found.update(dict.fromkeys(entries[:MOST_COMPARED]))
                if len(found) >= MOST_COMPARED:
                    break
        return list(found)

    def _keep(self, entry: _Entry) -> None:
        self.entries.append(entry)
        self._index(entry)

    def _index(self, entry: _Entry) -> None:
        for ends in _ends(entry.interaction):
            self.by_ends.setdefault(ends, []).append(entry)

    def _confront(self, entry: _Entry, drawn: Interaction, edge: Drawn) -> None:
        """Notes what a description and a drawing contradict each other in."""
        if not entry.is_stated:
            return
        stated = entry.interaction
        for name, said, shown in differences(stated, drawn):
            fact = stated.design.get(name) or stated.needs.get(name)
            offset = fact.offset if fact is not None and fact.offset >= 0 else stated.start
            end = offset + len(str(said)) if offset != stated.start else stated.end
            self.clashes.append((entry, name, shown, said, Span(edge.document, edge.start, edge.end),
                                 Span(stated.source, offset, end)))

    def _complete(self, entry: _Entry, other: Interaction) -> None:
        """Adds what another showing says and the first does not."""
        known = entry.interaction
        is_here = known.source is other.source
        for own, more in ((known.needs, other.needs), (known.design, other.design)):
            for name, fact in more.items():
                if name in ("pattern", "technology") or (name == "fan_out" and len(known.receivers) > 1):
                    continue
                if name not in own or (own[name].origin != "stated" and fact.origin == "stated"):
                    own[name] = fact if is_here else fact._replace(offset=-1)
        changes: dict[str, Any] = {}
        agree = known.declared is None or other.declared in (None, known.declared)
        if known.declared is None and other.declared is not None:
            changes["declared"] = other.declared
            _take(known.design, other.design, "pattern", is_here=is_here)
        if agree and known.technology is None and other.technology is not None:
            changes["technology"] = other.technology
            _take(known.design, other.design, "technology", is_here=is_here)
        if not known.operation and other.operation:
            changes["operation"] = other.operation
        if changes:
            entry.interaction = known._replace(**changes)

    def _result(self) -> Union:
        taken = [entry.fixed_id for entry in self.entries if entry.fixed_id]
        open_entries = [entry for entry in self.entries if not entry.fixed_id]
        wishes = [entry.wish if entry.wish.operation == entry.interaction.operation
                  else entry.wish._replace(operation=entry.interaction.operation) for entry in open_entries]
        for entry, name in zip(open_entries, ids(wishes, taken), strict=True):
            entry.interaction = Interaction(name, *entry.interaction[1:])
        sightings = [Sighting(entry.interaction.id, *shown) for entry in self.entries for shown in entry.shown]
        clashes = [Contradiction(entry.interaction.id, *rest) for entry, *rest in self.clashes]
        return Union(tuple([entry.interaction for entry in self.entries]), tuple(sightings), tuple(clashes))


def _take(own: dict[str, KnownFact], other: dict[str, KnownFact], name: str, *, is_here: bool) -> None:
    fact = other.get(name)
    if fact is not None:
        own.setdefault(name, fact if is_here else fact._replace(offset=-1))


def _ends(interaction: Interaction) -> list[tuple[str, str]]:
    if len(interaction.receivers) == 1:  # as of nearly all
        return [(interaction.sender, interaction.receivers[0])]
    return [(interaction.sender, receiver) for receiver in interaction.receivers]
