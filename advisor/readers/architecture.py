"""Reads architecture files: services, interactions and flows, merged into one architecture."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from advisor.errors import Problem
from advisor.model.architecture import Architecture, Flow, Service
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.notation.read import read
from advisor.notation.tree import Mapping, Node, Scalar
from advisor.readers.complaints import Complaints, said_twice
from advisor.readers.entry import Entry
from advisor.readers.flows import check_steps, read_flow
from advisor.readers.inference import Inference
from advisor.readers.interactions import InteractionReader
from advisor.readers.services import read_services
from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple

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
    node: Node


class _ArchitectureReader:
    """Reads all files; interactions become values while their text is parsed, so their nodes are not kept."""

    def __init__(self, sources: Sequence[Source], terms: Terms, is_complete: bool) -> None:
        self.terms = terms
        self.knows_services = self.knows_interactions = is_complete
        self.complaints = Complaints(sources)
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
            raise self.complaints.error()
        inference = Inference(self.terms.needs, self.services)
        for interaction in self.interactions:
            inference.complete(interaction)
        return Architecture(", ".join(self.names), tuple(source.name for source in sources), self.services,
                            tuple(self.interactions), tuple(self.flows.values()), tuple(self._warnings(sources)))

    def _read(self, source: Source) -> None:
        problems: list[Problem] = []
        tree = read(source, problems=problems, each={"interactions": lambda node: self._add_interaction(source, node)})
        for problem in problems:
            self.complaints.span(problem.span or Span(source, 0, 0), problem.message, problem.remedy)
        if isinstance(tree, Mapping):
            self._read_file(Entry(source, tree, "the file", self.complaints))
            return
        self.knows_services = self.knows_interactions = False
        if tree is not None:
            self.complaints.at(source, tree, "An architecture is a mapping.", "Begin with `version: 1`.")

    def _read_file(self, entry: Entry) -> None:
        entry.check_keys(KEYS)
        self._check_version(entry)
        name = entry.text("name")
        if name and name not in self.names:
            self.names.append(name)
        entry.text("description")
        if "services" in entry.mapping.entries:
            self.has_services = True
            read_services(entry, self.services, self.complaints)
        entry.items("interactions")
        flows = entry.items("flows")
        for node in flows.items if flows else ():
            self._add_flow(entry.source, node)

    def _check_version(self, entry: Entry) -> None:
        node = entry.require("version", f"Begin with `version: {VERSION}`.")
        if node is not None and (not isinstance(node, Scalar) or node.value is True or node.value != VERSION):
            entry.wrong(node, f"`version` must be {VERSION}.", f"Write `version: {VERSION}`.")

    def _add_interaction(self, source: Source, node: Node) -> None:
        if len(self.interactions) == MAX_INTERACTIONS:
            self.complaints.at(source, node, f"There are more than {MAX_INTERACTIONS} interactions.",
                               "Evaluate the files one by one.")
            raise self.complaints.error()
        result = self.reader.read(source, node)
        if result is None or not result.interaction.id:
            self.knows_interactions = False
        if result is None:
            return
        interaction = result.interaction
        number = self.numbers.setdefault(interaction.id, len(self.interactions)) if interaction.id else -1
        if 0 <= number < len(self.interactions) and isinstance(node, Mapping):
            message = said_twice(interaction.id, "interaction", self.interactions[number].span)
            self.complaints.at(source, node.entries["id"], *message)
        self.interactions.append(interaction)
        self.name_offsets.extend(result.places)

    def _add_flow(self, source: Source, node: Node) -> None:
        flow = read_flow(source, node, self.complaints)
        self.flow_nodes.append(_FlowNode(source, node))
        if flow is None:
            return
        first = self.flows.setdefault(flow.id, flow)
        if first is not flow:
            assert isinstance(node, Mapping)
            self.complaints.at(source, node.entries["id"], *said_twice(flow.id, "flow", first.span))

    def _check_names(self) -> None:
        offsets = iter(self.name_offsets)
        for interaction in self.interactions if self.has_services and self.knows_services else ():
            for name in (interaction.sender, *interaction.receivers):
                offset = next(offsets)
                if name and name not in self.services:
                    self.complaints.unknown(Span(interaction.source, offset, offset + len(name)), "service", name,
                                            self.services, "")  # the practice `dangling-service` reports it
        for source, node in self.flow_nodes if self.knows_interactions else ():
            check_steps(source, node, self.numbers, self.numbers, self.complaints)

    def _warnings(self, sources: Sequence[Source]) -> Iterator[Problem]:
        yield from self.complaints.doubts.values()
        if not self.interactions:
            span = Span(sources[0], 0, 0) if sources else None
            yield Problem("There are no interactions here, so there is nothing to advise on.",
                          "List them under `interactions`.", span)
