"""Reads architecture files: services, interactions and flows, merged into one architecture."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.errors import Problem
from advisor.extraction.architecture.flows import check_steps, read_flow
from advisor.extraction.architecture.interactions import InteractionReader
from advisor.extraction.architecture.services import read_services
from advisor.extraction.inference import Inference
from advisor.model.architecture import Architecture, Flow, Service
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.notation.mapping_reader import MappingReader
from advisor.notation.problem_collector import ProblemCollector, duplicate_message
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, ScalarNode, TreeNode
from advisor.text.source import Source, Span

VERSION = 1
MAX_INTERACTIONS = 250_000  # more would not fit into the memory of a small machine
KEYS = ("version", "name", "description", "services", "interactions", "flows")


def read_architecture(sources: Sequence[Source], terms: Terms, *, is_complete: bool = True) -> Architecture:
    """Returns the architecture of all files together. Raises InputError with every problem of every file.

    Args:
        is_complete: False if some files could not be loaded; then undefined names are not reported.
    """
    return _ArchitectureReader(sources, terms, is_complete).read(sources)


class _FlowNode(NamedTuple):
    source: Source
    node: TreeNode


class _ArchitectureReader:
    """Reads all files; interactions become values while their text is parsed, so their nodes are not kept."""

    def __init__(self, sources: Sequence[Source], terms: Terms, is_complete: bool) -> None:
        self.terms = terms
        self.knows_services = self.knows_interactions = is_complete
        self.complaints = ProblemCollector(sources)
        self.reader = InteractionReader(terms, self.complaints)
        self.names: list[str] = []
        self.has_services = False
        self.services: dict[str, Service] = {}
        self.interactions: list[Interaction] = []
        self.name_offsets = array("q")  # of the sender and each receiver of every interaction
        self.numbers: dict[str, int] = {}  # id of an interaction -> its index
        self.flow_nodes: list[_FlowNode] = []
        self.flows: dict[str, Flow] = {}

    def read(self, sources: Sequence[Source]) -> Architecture:
        for source in sources:
            self._read(source)
        self._check_names()
        if self.complaints.problems:
            raise self.complaints.to_error()
        inference = Inference(self.terms.needs, self.services)
        for interaction in self.interactions:
            inference.add_inferred(interaction)
        return Architecture(", ".join(self.names), tuple(source.name for source in sources), self.services,
                            tuple(self.interactions), tuple(self.flows.values()), tuple(self._warnings(sources)))

    def _read(self, source: Source) -> None:
        problems: list[Problem] = []
        tree = parse_tree(
            source, problems=problems, each={"interactions": lambda node: self._add_interaction(source, node)}
        )
        for problem in problems:
            self.complaints.add_at_span(problem.span or Span(source, 0, 0), problem.message, problem.remedy)
        if isinstance(tree, MappingNode):
            self._read_file(MappingReader(source, tree, "the file", self.complaints))
            return
        self.knows_services = self.knows_interactions = False
        if tree is not None:
            self.complaints.add_at_node(source, tree, "An architecture is a mapping.", "Begin with `version: 1`.")

    def _read_file(self, entry: MappingReader) -> None:
        entry.check_keys(KEYS)
        self._check_version(entry)
        name = entry.text("name")
        if name and name not in self.names:
            self.names.append(name)
        entry.text("description")
        if "services" in entry.mapping.entries:
            self.has_services = True
            read_services(entry, self.services, self.complaints)
        entry.list_under("interactions")
        flows = entry.list_under("flows")
        for node in flows.items if flows else ():
            self._add_flow(entry.source, node)

    def _check_version(self, entry: MappingReader) -> None:
        node = entry.require("version", f"Begin with `version: {VERSION}`.")
        if node is not None and (not isinstance(node, ScalarNode) or node.value is True or node.value != VERSION):
            entry.add_problem(node, f"`version` must be {VERSION}.", f"Write `version: {VERSION}`.")

    def _add_interaction(self, source: Source, node: TreeNode) -> None:
        if len(self.interactions) == MAX_INTERACTIONS:
            self.complaints.add_at_node(source, node, f"There are more than {MAX_INTERACTIONS} interactions.",
                                        "Evaluate the files one by one.")
            raise self.complaints.to_error()
        result = self.reader.read(source, node)
        if result is None or not result.interaction.id:
            self.knows_interactions = False
        if result is None:
            return
        interaction = result.interaction
        number = self.numbers.setdefault(interaction.id, len(self.interactions)) if interaction.id else -1
        if 0 <= number < len(self.interactions) and isinstance(node, MappingNode):
            message = duplicate_message(interaction.id, "interaction", self.interactions[number].span)
            self.complaints.add_at_node(source, node.entries["id"], *message)
        self.interactions.append(interaction)
        self.name_offsets.extend(result.name_offsets)

    def _add_flow(self, source: Source, node: TreeNode) -> None:
        flow = read_flow(source, node, self.complaints)
        self.flow_nodes.append(_FlowNode(source, node))
        if flow is None:
            return
        first = self.flows.setdefault(flow.id, flow)
        if first is not flow:
            assert isinstance(node, MappingNode)
            self.complaints.add_at_node(source, node.entries["id"], *duplicate_message(flow.id, "flow", first.span))

    def _check_names(self) -> None:
        offsets = iter(self.name_offsets)
        for interaction in self.interactions if self.has_services and self.knows_services else ():
            for name in (interaction.sender, *interaction.receivers):
                offset = next(offsets)
                if name and name not in self.services:
                    self.complaints.report_undefined(
                        Span(interaction.source, offset, offset + len(name)), "service", name, self.services, ""
                    )  # the practice `dangling-service` reports it
        for source, node in self.flow_nodes if self.knows_interactions else ():
            check_steps(source, node, self.numbers, self.numbers, self.complaints)

    def _warnings(self, sources: Sequence[Source]) -> Iterator[Problem]:
        yield from self.complaints.warnings.values()
        if not self.interactions:
            span = Span(sources[0], 0, 0) if sources else None
            yield Problem("There are no interactions here, so there is nothing to advise on.",
                          "List them under `interactions`.", span)
