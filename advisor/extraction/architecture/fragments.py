"""Collects architecture fragments written as YAML or JSON inside documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem
from advisor.extraction.architecture.yaml_blocks import Fragment
from advisor.model.architecture import Flow, Service
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.model.value_checks import check_value
from advisor.notation.problem_collector import ProblemCollector, duplicate_message
from advisor.text.source import Source, Span

if TYPE_CHECKING:
    from advisor.extraction.architecture.interactions import InteractionReader
    from advisor.notation.mapping_reader import MappingReader
    from advisor.notation.tree import TreeNode

KEYS = ("version", "name", "description", "services", "interactions", "flows")


class FragmentCollector:
    """Services, interactions and flows of all fragments, and their problems; most documents have none."""

    def __init__(self, documents: Sequence[Source], terms: Terms) -> None:
        self.collector = ProblemCollector(documents)
        self.terms = terms
        self.names: list[str] = []
        self.services: dict[str, Service] = {}
        self.interactions: list[Interaction] = []
        self.flows: dict[str, Flow] = {}
        self._flow_nodes: list[tuple[Source, TreeNode]] = []
        self._ids: dict[str, Interaction] = {}
        self._name_offsets: list[tuple[Source, int, str]] = []

    @cached_property
    def reader(self) -> InteractionReader:
        from advisor.extraction.architecture.interactions import InteractionReader

        return InteractionReader(self.terms, self.collector)

    @property
    def problems(self) -> list[Problem]:
        if not self.collector.problems:
            return []
        try:
            raise self.collector.to_error()
        except InputError as error:
            return list(error.problems)

    def add(self, piece: Fragment) -> None:
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
                    self.collector.report_undefined(
                        Span(document, start, start + len(name)), "service", name, known, ""
                    )
            for document, node in self._flow_nodes:
                from advisor.extraction.architecture.flows import check_steps

                check_steps(document, node, steps, steps, self.collector)
        except InputError:
            return

    def _add(self, piece: Fragment) -> None:
        from advisor.extraction.architecture.yaml_blocks import parse_fragment
        from advisor.notation.mapping_reader import MappingReader
        from advisor.notation.tree import MappingNode, ScalarNode

        document = piece.document
        tree = parse_fragment(piece, self.collector)
        if tree is None:
            return
        if not isinstance(tree, MappingNode):
            self.collector.add_at_node(document, tree, "A part of an architecture is a mapping.",
                                       "Begin with `services:` or `interactions:`.")
            return
        entry = MappingReader(document, tree, "this block", self.collector)
        entry.check_keys(KEYS)
        version = tree.entries.get("version")
        if version is not None and (not isinstance(version, ScalarNode) or version.value is True or version.value != 1):
            entry.add_problem(version, "`version` must be 1.", "Write `version: 1`.")
        name = entry.text("name")
        if name and name not in self.names:
            self.names.append(name)
        entry.text("description")
        _add_services(entry, self.services, self.collector)
        for node in _list_items(entry, "interactions"):
            self._add_interaction(document, node)
        for node in _list_items(entry, "flows"):
            self._add_flow(document, node)

    def _add_interaction(self, document: Source, node: TreeNode) -> None:
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
                                      for offset, name in zip(result.name_offsets, names, strict=True))

    def _without_invalid_facts(self, interaction: Interaction) -> Interaction:
        """Removes facts with invalid values, which are already reported."""
        for facts, terms in ((interaction.needs, self.terms.needs), (interaction.design, self.terms.design)):
            for name in [name for name, fact in facts.items() if check_value(terms[name], fact.value)[1]]:
                del facts[name]
        if interaction.declared is None and "pattern" in interaction.design:
            del interaction.design["pattern"]
        return interaction

    def _add_flow(self, document: Source, node: TreeNode) -> None:
        from advisor.extraction.architecture.flows import read_flow

        flow = read_flow(document, node, self.collector)
        self._flow_nodes.append((document, node))
        if flow is None:
            return
        first = self.flows.setdefault(flow.id, flow)
        if first is not flow:
            self._add_duplicate(document, node, flow.id, "flow", first.span)

    def _add_duplicate(self, document: Source, node: TreeNode, name: str, kind: str, first: Span) -> None:
        from advisor.notation.tree import MappingNode

        assert isinstance(node, MappingNode)
        self.collector.add_at_node(document, node.entries["id"], *duplicate_message(name, kind, first))


def _add_services(entry: MappingReader, services: dict[str, Service], collector: ProblemCollector) -> None:
    """Adds the services of one fragment."""
    from advisor.extraction.architecture.services import read_services

    if "services" in entry.mapping.entries:
        read_services(entry, services, collector)


def _list_items(entry: MappingReader, key: str) -> list[TreeNode]:
    items = entry.list_under(key)
    return items.items if items else []
