"""Reads architecture files, and the blocks of one in other documents: services, interactions and flows, merged."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import InputError, Problem
from advisor.formats.detection import KEYS
from advisor.model.architecture import Architecture, Flow, Service
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.notation.problem_collector import ProblemCollector, duplicate_message
from advisor.text.source import Source, Span

if TYPE_CHECKING:
    from advisor.extraction.architecture.interactions import InteractionReader
    from advisor.extraction.architecture.yaml_blocks import Fragment
    from advisor.notation.mapping_reader import MappingReader
    from advisor.notation.tree import TreeNode

VERSION = 1
MAX_INTERACTIONS = 250_000  # more would not fit into the memory of a small machine


def read_architecture(sources: Sequence[Source], terms: Terms) -> Architecture:
    """Returns the architecture of architecture files together. Raises InputError with every problem of every file."""
    collector = ArchitectureCollector(sources, terms)
    for source in sources:
        collector.add_file(source)
    architecture = collector.architecture()
    if problems := collector.problems:
        raise InputError(problems)
    return architecture


class _FlowNode(NamedTuple):
    source: Source
    node: TreeNode


class ArchitectureCollector:
    """What files and blocks state, with all their problems; the valid parts count.

    The interactions of a file become values while its text is parsed, so that its nodes are not kept.
    """

    def __init__(self, sources: Sequence[Source], terms: Terms, *, is_complete: bool = True) -> None:
        self._sources = sources
        self._terms = terms
        self._knows_services = self._knows_interactions = is_complete  # else no name can be called undefined
        self._flow_nodes: list[_FlowNode] = []
        self._name_offsets = array("q")  # of the sender and each receiver of every interaction
        self._by_id: dict[str, Interaction] = {}
        self.collector = ProblemCollector(sources)
        self.names: list[str] = []
        self.services: dict[str, Service] = {}
        self.interactions: list[Interaction] = []
        self.flows: dict[str, Flow] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, in the order of files and lines."""
        return self.collector.to_error().problems if self.collector.problems else ()

    def add_file(self, source: Source) -> None:
        """Reads an architecture file."""
        from advisor.notation.read import parse_tree

        problems: list[Problem] = []
        try:
            tree = parse_tree(source, problems=problems,
                              each={"interactions": lambda node: self._add_interaction(source, node)})
            for problem in problems:
                self.collector.add_at_span(problem.span or Span(source, 0, 0), problem.message, problem.remedy)
            self._add_tree(source, tree, "An architecture is a mapping.", is_file=True)
        except InputError:  # too many problems; they are collected
            self._knows_services = self._knows_interactions = False

    def add_fragment(self, fragment: Fragment) -> None:
        """Reads a block of YAML or JSON in a document; it needs no version."""
        from advisor.extraction.architecture.yaml_blocks import parse_fragment

        try:
            tree = parse_fragment(fragment, self.collector)
            if tree is not None:
                self._add_tree(fragment.document, tree, "A part of an architecture is a mapping.", is_file=False)
        except InputError:
            self._knows_services = self._knows_interactions = False

    def check_names(self, drawn_services: Iterable[str] = (), drawn_ids: Iterable[str] = ()) -> None:
        """Reports misspelt names, and flow steps that are not interactions."""
        try:
            if self.services and self._knows_services:
                self._check_services({**dict.fromkeys(drawn_services), **dict.fromkeys(self.services)})
            if self._flow_nodes and self._knows_interactions:
                self._check_steps(dict.fromkeys((*self._by_id, *drawn_ids)))
        except InputError:
            return

    def architecture(self) -> Architecture:
        """Returns what the files state, for input without drawings, tables and lists."""
        from advisor.extraction.inference import Inference

        self.check_names()
        inference = Inference(self._terms.needs, self.services)
        for interaction in self.interactions:
            inference.add_inferred(interaction)
        return Architecture(", ".join(self.names), tuple(source.name for source in self._sources), self.services,
                            tuple(self.interactions), tuple(self.flows.values()), self.warnings())

    def warnings(self) -> tuple[Problem, ...]:
        """Returns what is no error and yet worth a remark."""
        warnings = tuple(self.collector.warnings.values())
        if self.interactions or self.collector.problems:
            return warnings
        span = Span(self._sources[0], 0, 0) if self._sources else None
        return (*warnings, Problem("There are no interactions here, so there is nothing to advise on.",
                                   "List them under `interactions`.", span))

    @cached_property
    def _reader(self) -> InteractionReader:
        from advisor.extraction.architecture.interactions import InteractionReader

        return InteractionReader(self._terms, self.collector)

    def _add_tree(self, source: Source, tree: TreeNode | None, message: str, *, is_file: bool) -> None:
        from advisor.notation.mapping_reader import MappingReader
        from advisor.notation.tree import MappingNode

        if isinstance(tree, MappingNode):
            title = "the file" if is_file else "this block"
            self._add_entries(MappingReader(source, tree, title, self.collector), is_file=is_file)
            return
        self._knows_services = self._knows_interactions = False
        if tree is not None:
            self.collector.add_at_node(source, tree, message, f"Begin with `version: {VERSION}`." if is_file
                                       else "Begin with `services:` or `interactions:`.")

    def _add_entries(self, entry: MappingReader, *, is_file: bool) -> None:
        from advisor.extraction.architecture.services import read_services

        entry.check_keys(KEYS)
        self._check_version(entry, is_required=is_file)
        name = entry.text("name")
        if name and name not in self.names:
            self.names.append(name)
        entry.text("description")
        if "services" in entry.mapping.entries:
            read_services(entry, self.services, self.collector)
        for node in _items(entry, "interactions"):  # none in a file: its items were read one by one
            self._add_interaction(entry.source, node)
        for node in _items(entry, "flows"):
            self._add_flow(entry.source, node)

    def _check_version(self, entry: MappingReader, *, is_required: bool) -> None:
        from advisor.notation.tree import ScalarNode

        node = (entry.require("version", f"Begin with `version: {VERSION}`.") if is_required
                else entry.mapping.entries.get("version"))
        if node is not None and (not isinstance(node, ScalarNode) or node.value is True or node.value != VERSION):
            entry.add_problem(node, f"`version` must be {VERSION}.", f"Write `version: {VERSION}`.")

    def _add_interaction(self, source: Source, node: TreeNode) -> None:
        if len(self.interactions) == MAX_INTERACTIONS:
            self.collector.add_at_node(source, node, f"There are more than {MAX_INTERACTIONS} interactions.",
                                       "Evaluate the files one by one.")
            raise self.collector.to_error()
        count = len(self.collector.problems)
        result = self._reader.read(source, node)
        if result is None or not result.interaction.id:
            self._knows_interactions = False
            return
        interaction = result.interaction
        if len(self.collector.problems) > count:
            self._remove_invalid_facts(interaction)
        first = self._by_id.setdefault(interaction.id, interaction)
        if first is not interaction:
            self._add_duplicate(source, node, interaction.id, "interaction", first.span)
        elif interaction.sender and interaction.receivers:
            self.interactions.append(interaction)
            self._name_offsets.extend(result.name_offsets)

    def _remove_invalid_facts(self, interaction: Interaction) -> None:
        """Removes facts with invalid values, which are already reported."""
        from advisor.model.value_checks import check_value

        for facts, terms in ((interaction.needs, self._terms.needs), (interaction.design, self._terms.design)):
            for name in [name for name, fact in facts.items() if check_value(terms[name], fact.value)[1]]:
                del facts[name]
        if interaction.declared is None and "pattern" in interaction.design:
            del interaction.design["pattern"]

    def _add_flow(self, source: Source, node: TreeNode) -> None:
        from advisor.extraction.architecture.flows import read_flow

        flow = read_flow(source, node, self.collector)
        self._flow_nodes.append(_FlowNode(source, node))
        if flow is None:
            return
        first = self.flows.setdefault(flow.id, flow)
        if first is not flow:
            self._add_duplicate(source, node, flow.id, "flow", first.span)

    def _add_duplicate(self, source: Source, node: TreeNode, name: str, kind: str, first: Span) -> None:
        from advisor.notation.tree import MappingNode

        assert isinstance(node, MappingNode)
        self.collector.add_at_node(source, node.entries["id"], *duplicate_message(name, kind, first))

    def _check_services(self, known: Collection[str]) -> None:
        offsets = iter(self._name_offsets)
        for interaction in self.interactions:
            for name in (interaction.sender, *interaction.receivers):
                offset = next(offsets)
                if name not in known:
                    self.collector.report_undefined(
                        Span(interaction.source, offset, offset + len(name)), "service", name, known, ""
                    )  # the practice `dangling-service` reports it

    def _check_steps(self, known: Collection[str]) -> None:
        from advisor.extraction.architecture.flows import check_steps

        for source, node in self._flow_nodes:
            check_steps(source, node, known, known, self.collector)


def _items(entry: MappingReader, key: str) -> list[TreeNode]:
    items = entry.list_under(key)
    return items.items if items else []
