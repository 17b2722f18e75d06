"""Collects architecture fragments written as YAML or JSON inside documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem
from advisor.model.architecture import Flow, Service
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.model.values import check_value
from advisor.readers.complaints import Complaints, said_twice
from advisor.readers.fences import Piece
from advisor.source import Source, Span

if TYPE_CHECKING:
    from advisor.notation.tree import Node
    from advisor.readers.entry import Entry
    from advisor.readers.interactions import InteractionReader

KEYS = ("version", "name", "description", "services", "interactions", "flows")


class Pieces:
    """Services, interactions and flows of all fragments, and their problems; most documents have none."""

    def __init__(self, documents: Sequence[Source], terms: Terms) -> None:
        self.complaints = Complaints(documents)
        self.terms = terms
        self.names: list[str] = []
        self.services: dict[str, Service] = {}
        self.interactions: list[Interaction] = []
        self.flows: dict[str, Flow] = {}
        self._flow_nodes: list[tuple[Source, Node]] = []
        self._ids: dict[str, Interaction] = {}
        self._name_offsets: list[tuple[Source, int, str]] = []

    @cached_property
    def reader(self) -> InteractionReader:
        from advisor.readers.interactions import InteractionReader

        return InteractionReader(self.terms, self.complaints)

    @property
    def problems(self) -> list[Problem]:
        if not self.complaints.problems:
            return []
        try:
            raise self.complaints.error()
        except InputError as error:
            return list(error.problems)

    def add(self, piece: Piece) -> None:
        """Reads one fragment; its problems are collected, its valid parts kept."""
        try:
            self._add(piece)
        except InputError:  # too many problems; they are collected
            return

    def check_names(self, drawn: Iterable[str], ids: Iterable[str]) -> None:
        """Reports misspelt names, and flow steps that are not interactions."""
        if not self.services and not self._flow_nodes:
            return
        known = {**dict.fromkeys(drawn), **dict.fromkeys(self.services)}
        steps = dict.fromkeys((*self._ids, *ids))
        try:
            for document, start, name in self._name_offsets if self.services else ():
                if name not in known:
                    self.complaints.unknown(Span(document, start, start + len(name)), "service", name, known, "")
            for document, node in self._flow_nodes:
                from advisor.readers.flows import check_steps

                check_steps(document, node, steps, steps, self.complaints)
        except InputError:
            return

    def _add(self, piece: Piece) -> None:
        from advisor.notation.tree import Mapping, Scalar
        from advisor.readers.entry import Entry
        from advisor.readers.excerpts import read_piece

        document = piece.document
        tree = read_piece(piece, self.complaints)
        if tree is None:
            return
        if not isinstance(tree, Mapping):
            self.complaints.at(document, tree, "A part of an architecture is a mapping.",
                               "Begin with `services:` or `interactions:`.")
            return
        entry = Entry(document, tree, "this block", self.complaints)
        entry.check_keys(KEYS)
        version = tree.entries.get("version")
        if version is not None and (not isinstance(version, Scalar) or version.value is True or version.value != 1):
            entry.wrong(version, "`version` must be 1.", "Write `version: 1`.")
        name = entry.text("name")
        if name and name not in self.names:
            self.names.append(name)
        entry.text("description")
        _add_services(entry, self.services, self.complaints)
        for node in _list_items(entry, "interactions"):
            self._add_interaction(document, node)
        for node in _list_items(entry, "flows"):
            self._add_flow(document, node)

    def _add_interaction(self, document: Source, node: Node) -> None:
        result = self.reader.read(document, node)
        if result is None or not result.interaction.id:
            return
        interaction = self._without_invalid_facts(result.interaction)
        first = self._ids.setdefault(interaction.id, interaction)
        if first is not interaction:
            self._add_duplicate(document, node, interaction.id, "interaction", first.span)
            return
        if interaction.sender and interaction.receivers:
            self.interactions.append(interaction)
            names = (interaction.sender, *interaction.receivers)
            self._name_offsets.extend((document, offset, name)
                                      for offset, name in zip(result.places, names, strict=True))

    def _without_invalid_facts(self, interaction: Interaction) -> Interaction:
        """Removes facts with invalid values, which are already reported."""
        for facts, terms in ((interaction.needs, self.terms.needs), (interaction.design, self.terms.design)):
            for name in [name for name, fact in facts.items() if check_value(terms[name], fact.value)[1]]:
                del facts[name]
        if interaction.declared is None and "pattern" in interaction.design:
            del interaction.design["pattern"]
        return interaction

    def _add_flow(self, document: Source, node: Node) -> None:
        from advisor.readers.flows import read_flow

        flow = read_flow(document, node, self.complaints)
        self._flow_nodes.append((document, node))
        if flow is None:
            return
        first = self.flows.setdefault(flow.id, flow)
        if first is not flow:
            self._add_duplicate(document, node, flow.id, "flow", first.span)

    def _add_duplicate(self, document: Source, node: Node, name: str, kind: str, first: Span) -> None:
        from advisor.notation.tree import Mapping

        assert isinstance(node, Mapping)
        self.complaints.at(document, node.entries["id"], *said_twice(name, kind, first))


def _add_services(entry: Entry, services: dict[str, Service], collector: Complaints) -> None:
    """Adds the services of one fragment."""
    from advisor.readers.services import read_services

    if "services" in entry.mapping.entries:
        read_services(entry, services, collector)


def _list_items(entry: Entry, key: str) -> list[Node]:
    items = entry.items(key)
    return items.items if items else []
