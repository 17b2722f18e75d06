"""Builds a drawing line by line: nodes, edges and faults, with offsets in the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.formats.diagram import Diagram, DiagramEdge, DiagramFault, DiagramNode

MAX_EDGES = 50_000
MAX_FAULTS = 100
MAX_GROUPS = 32  # nested around one node; also blocks around one edge
MAX_LABEL_LENGTH = 2000
NO_FACTS: Mapping[str, Any] = {}


class DiagramBuilder:
    """Builder of one drawing."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.title = ""
        self.nodes: dict[str, DiagramNode] = {}
        self.edges: list[DiagramEdge] = []
        self.faults: list[DiagramFault] = []
        self._described: set[str] = set()
        self._is_full = False

    def add_node(self, name: str, start: int, end: int, *, group: tuple[str, ...] = ()) -> None:
        """Adds a node by its name alone, if it is missing."""
        if name not in self.nodes:
            label = to_one_line(name) or name[:MAX_LABEL_LENGTH].encode("unicode_escape").decode() or '""'
            self.nodes[name] = DiagramNode(name, label, "", "", group[:MAX_GROUPS], start, end)

    def describe_node(self, name: str, start: int, end: int, *, label: str = "", hint: str = "", technology: str = "",
                 group: tuple[str, ...] = ()) -> None:
        """Adds details of a node; its span is that of the first description, its group the first one given."""
        self.add_node(name, start, end)
        node = self.nodes[name]
        if name not in self._described:
            self._described.add(name)
            node = node._replace(start=start, end=end, group=())
        self.nodes[name] = node._replace(
            label=to_one_line(label) or node.label, hint=hint or node.hint, group=node.group or group[:MAX_GROUPS],
            technology=to_one_line(technology) or node.technology)

    def add_edge(self, source: str, target: str, start: int, end: int, *, label: str = "", technology: str = "",
                arrow: str = "", is_reply: bool = False, is_both_ways: bool = False, blocks: tuple[str, ...] = ()
                ) -> None:
        """Adds an edge between two existing nodes."""
        if len(self.edges) < MAX_EDGES:
            label, technology, arrow = map(to_one_line, (label, technology, arrow))
            self.edges.append(DiagramEdge(source, target, label, technology, arrow, is_reply, is_both_ways,
                                   blocks[:MAX_GROUPS], NO_FACTS, start, end))
        elif not self._is_full:
            self._is_full = True
            self.add_unread(
                f"The diagram has more than {MAX_EDGES} edges; the rest is not read.", "Split it.", start, end
            )

    def add_fault(self, message: str, remedy: str, start: int, end: int) -> None:
        """Adds a syntax error of the notation."""
        self._note(DiagramFault(message, remedy, start, max(end, start), True))

    def add_unread(self, message: str, remedy: str, start: int, end: int) -> None:
        """Adds a part that may be valid but is not read."""
        self._note(DiagramFault(message, remedy, start, max(end, start), False))

    def _note(self, fault: DiagramFault) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(fault)

    def build(self, start: int, end: int) -> Diagram:
        """Returns the drawing between two offsets."""
        faults = tuple(sorted(self.faults, key=lambda fault: (fault.start, fault.end)))
        return Diagram(self.kind, self.title, tuple(self.nodes.values()), tuple(self.edges), faults, start, end)


def to_one_line(text: str) -> str:
    """Returns a text on one line, without unprintable characters and repeated blanks."""
    text = text[:MAX_LABEL_LENGTH]
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(text.split())


def merge_diagrams(drawings: Iterable[Diagram]) -> Diagram:
    """Merges one or more drawings; an id reused for a different label gets a number."""
    first, *rest = drawings
    if not rest:
        return first
    labels = {node.id: node.label for node in first.nodes}
    nodes = {node.id: node for node in first.nodes}
    edges, faults, end = list(first.edges), list(first.faults), first.end
    for number, drawing in enumerate(rest, 2):
        names: dict[str, str] = {}
        for node in drawing.nodes:
            differs = labels.setdefault(node.id, node.label) != node.label
            names[node.id] = _unused_name(f"{node.id} ({number})", nodes) if differs else node.id
        for node in drawing.nodes:
            nodes.setdefault(names[node.id], node._replace(id=names[node.id]))
        edges += (edge._replace(source=names[edge.source], target=names[edge.target]) for edge in drawing.edges)
        faults += drawing.faults
        end = max(end, drawing.end)
    return first._replace(title=first.title, nodes=tuple(nodes.values()), edges=tuple(edges[:MAX_EDGES]),
                          faults=tuple(faults[:MAX_FAULTS]), end=end)


def _unused_name(name: str, taken: Mapping[str, DiagramNode]) -> str:
    while name in taken:
        name += "'"
    return name
