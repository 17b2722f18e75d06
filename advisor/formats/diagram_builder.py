"""Builds a diagram statement by statement: nodes, edges and faults, with their spans in the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from advisor.formats.diagram import Diagram, DiagramEdge, DiagramFault, DiagramNode
from advisor.text.memo import memoised

MAX_EDGES = 50_000  # a line of a few kilobytes could declare millions
MAX_FAULTS = 100
MAX_GROUPS = 32  # nested around one node; also blocks around one edge
MAX_LABEL_LENGTH = 2000
NO_FACTS: Mapping[str, Any] = {}


class OffsetMap(Protocol):
    """Maps offsets in the text that a parser reads to offsets in the source."""

    def source_start(self, at: int) -> int: ...

    def source_end(self, at: int) -> int: ...


class DiagramBuilder:
    """Builder of one diagram; labels are stored on one line, and nothing grows beyond the limits above.

    Args:
        offsets: maps the offsets of the parser; without it, they are those of the source.
    """

    def __init__(self, kind: str, title: str = "", offsets: OffsetMap | None = None) -> None:
        self.kind = kind
        self.title = title
        self.nodes: dict[str, DiagramNode] = {}
        self.edges: list[DiagramEdge] = []
        self.faults: list[DiagramFault] = []
        self._offsets = offsets
        self._described: set[str] = set()
        self._is_full = False

    def mention(self, name: str, start: int, end: int, *, group: tuple[str, ...] = ()) -> None:
        """Adds a node labelled with its name, unless it exists."""
        if name not in self.nodes:
            self.nodes[name] = DiagramNode(
                name, _label_from_name(name), "", "", group[:MAX_GROUPS], *self._span(start, end)
            )

    def describe(self, name: str, start: int, end: int, *, label: str = "", hint: str = "", technology: str = "",
                 group: tuple[str, ...] = ()) -> None:
        """Adds or updates a node; its span is that of its first description, its group the first one given."""
        label, technology = to_one_line(label), to_one_line(technology)
        node = self.nodes.get(name)
        if node is None or name not in self._described:
            self._described.add(name)
            old = node or DiagramNode(name, "", "", "", (), 0, 0)
            self.nodes[name] = DiagramNode(
                name, label or old.label or _label_from_name(name), hint or old.hint, technology or old.technology,
                group[:MAX_GROUPS], *self._span(start, end))
        elif label or hint or technology or group:
            self.nodes[name] = node._replace(
                label=label or node.label, hint=hint or node.hint, group=node.group or group[:MAX_GROUPS],
                technology=technology or node.technology)

    def connect(self, source: str, target: str, start: int, end: int, *, label: str = "", technology: str = "",
                arrow: str = "", is_reply: bool = False, is_both_ways: bool = False, blocks: tuple[str, ...] = (),
                facts: Mapping[str, Any] = NO_FACTS) -> bool:
        """Adds an edge between two existing nodes; returns False at the limit of edges."""
        if len(self.edges) < MAX_EDGES:
            self.edges.append(DiagramEdge(
                source, target, to_one_line(label), to_one_line(technology), to_one_line(arrow), is_reply,
                is_both_ways, blocks[:MAX_GROUPS], facts, *self._span(start, end)))
            return True
        if not self._is_full:
            self._is_full = True
            self.skip(f"The diagram has more than {MAX_EDGES} edges; the rest is not read.", "Split it.", start, end)
        return False

    def fault(self, message: str, remedy: str, start: int, end: int) -> None:
        """Records a syntax error."""
        self._record(message, remedy, start, end, is_broken=True)

    def skip(self, message: str, remedy: str, start: int, end: int) -> None:
        """Records a part that may be valid but is not read."""
        self._record(message, remedy, start, end, is_broken=False)

    def diagram(self, start: int, end: int) -> Diagram:
        """Returns the finished diagram, which lies between two offsets."""
        faults = tuple(sorted(self.faults, key=lambda fault: (fault.start, fault.end)))
        return Diagram(self.kind, self.title, tuple(self.nodes.values()), tuple(self.edges), faults,
                       *self._span(start, end))

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """Returns a range as offsets in the source."""
        if self._offsets is None:
            return start, end
        return self._offsets.source_start(start), self._offsets.source_end(end)

    def _record(self, message: str, remedy: str, start: int, end: int, *, is_broken: bool) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(DiagramFault(message, remedy, *self._span(start, max(end, start)), is_broken))


@memoised
def to_one_line(text: str) -> str:
    """Returns a text on one line, without unprintable characters and repeated blanks."""
    text = text[:MAX_LABEL_LENGTH]
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(text.split()) if "  " in text else text.strip()  # printable text has no other white space


def merge_diagrams(diagrams: Iterable[Diagram]) -> Diagram:
    """Merges one or more diagrams; an id reused for a different label gets a number."""
    first, *rest = diagrams
    if not rest:
        return first
    labels = {node.id: node.label for node in first.nodes}
    nodes = {node.id: node for node in first.nodes}
    edges, faults, end = list(first.edges), list(first.faults), first.end
    for number, diagram in enumerate(rest, 2):
        names: dict[str, str] = {}
        for node in diagram.nodes:
            differs = labels.setdefault(node.id, node.label) != node.label
            names[node.id] = _unused_name(f"{node.id} ({number})", nodes) if differs else node.id
        for node in diagram.nodes:
            nodes.setdefault(names[node.id], node._replace(id=names[node.id]))
        edges += (edge._replace(source=names[edge.source], target=names[edge.target]) for edge in diagram.edges)
        faults += diagram.faults
        end = max(end, diagram.end)
    return first._replace(title=first.title, nodes=tuple(nodes.values()), edges=tuple(edges[:MAX_EDGES]),
                          faults=tuple(faults[:MAX_FAULTS]), end=end)


def _label_from_name(name: str) -> str:
    """Returns the label of a node without one; a name that cannot be displayed is escaped."""
    return to_one_line(name) or name[:MAX_LABEL_LENGTH].encode("unicode_escape").decode() or '""'


def _unused_name(name: str, taken: Mapping[str, DiagramNode]) -> str:
    while name in taken:
        name += "'"
    return name
