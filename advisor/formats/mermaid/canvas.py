"""Builds a drawing during parsing: nodes, edges with their facts, faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.formats.diagram import Diagram, DiagramEdge, DiagramFault, DiagramNode
from advisor.formats.mermaid.diagram_text import MermaidText
from advisor.formats.mermaid.labels import label_text
from advisor.text.quoting import quote_value

MAX_EDGES = 50_000  # a line of a few kilobytes could declare millions
MAX_FAULTS = 100
MAX_GROUPS = 32  # enclosing one node; also blocks enclosing one edge
NO_FACTS: Mapping[str, Any] = {}


class FactDirective(NamedTuple):
    """Facts about the next edge, from a comment."""

    at: int  # offset in the text
    end: int
    facts: dict[str, Any]


class MermaidDiagramBuilder:
    """Offsets are those of the page until the drawing is finished."""

    def __init__(self, page: MermaidText, kind: str, title: str) -> None:
        self.page = page
        self.kind = kind
        self.title = title
        self.nodes: dict[str, DiagramNode] = {}
        self.edges: list[DiagramEdge] = []
        self.faults: list[DiagramFault] = []
        self._described: set[str] = set()
        self.directives: list[FactDirective] = []  # in text order
        self._is_full = False
        self._next_directive = 0

    def mention(self, name: str, start: int, end: int) -> None:
        """Adds a node labelled with its name, unless it exists."""
        if name not in self.nodes:
            self.nodes[name] = DiagramNode(
                name, _label(name), "", "", (), self.page.source_start(start), self.page.source_end(end)
            )

    def describe(self, name: str, start: int, end: int, *, label: str = "", hint: str = "", technology: str = ""
                 ) -> None:
        """Adds or updates a node; its span is that of its first description."""
        node = self.nodes.get(name)
        if node is None or name not in self._described:
            self._described.add(name)
            old = node or DiagramNode(name, _label(name), "", "", (), 0, 0)
            node = DiagramNode(name, label or old.label, hint or old.hint, technology or old.technology, old.group,
                        self.page.source_start(start), self.page.source_end(end))
        elif label or hint or technology:
            node = node._replace(label=label or node.label, hint=hint or node.hint,
                                 technology=technology or node.technology)
        self.nodes[name] = node

    def set_groups(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        """Sets the enclosing groups of nodes, outermost first."""
        for name, group in groups.items():
            if name in self.nodes:
                self.nodes[name] = self.nodes[name]._replace(group=group[:MAX_GROUPS])

    def facts_before(self, at: int) -> Mapping[str, Any]:
        """Returns the facts of directives between the last edge and an offset."""
        if self._next_directive >= len(self.directives):
            return NO_FACTS
        facts: dict[str, Any] = {}
        while self._next_directive < len(self.directives) and self.directives[self._next_directive].at < at:
            directive = self.directives[self._next_directive]
            for name in sorted(directive.facts.keys() & facts.keys()):
                self.fault(f"The fact {quote_value(name)} is given twice for one interaction.", "Keep one of the two.",
                           directive.at, directive.end, is_broken=False)
            facts |= directive.facts
            self._next_directive += 1
        return facts or NO_FACTS

    def connect(self, source: str, target: str, start: int, end: int, *, label: str = "", technology: str = "",
                arrow: str = "", is_reply: bool = False, is_both_ways: bool = False, blocks: tuple[str, ...] = (),
                facts: Mapping[str, Any] = NO_FACTS) -> bool:
        """Adds an edge; returns False at the limit of edges."""
        if len(self.edges) < MAX_EDGES:
            self.edges.append(
                DiagramEdge(
                    source,
                    target,
                    label,
                    technology,
                    arrow,
                    is_reply,
                    is_both_ways,
                    blocks,
                    facts,
                    self.page.source_start(start),
                    self.page.source_end(end),
                )
            )
            return True
        if not self._is_full:
            self._is_full = True
            self.fault(f"The diagram has more than {MAX_EDGES} edges; the rest is not read.", "Split it.", start, end,
                       is_broken=False)
        return False

    def fault(self, message: str, remedy: str, start: int, end: int, *, is_broken: bool = True) -> None:
        """Records a syntax error or an unsupported part."""
        if len(self.faults) < MAX_FAULTS:
            end = max(min(max(end, start + 1), self.page.line_end(start)), start)
            self.faults.append(
                DiagramFault(message, remedy, self.page.source_start(start), self.page.source_end(end), is_broken)
            )

    def report_template(self, at: int) -> None:
        """Records a line of a template language."""
        self.fault("This line is a template, so it is not read.", "Lint the diagram that it becomes.", at,
                   self.page.line_end(at), is_broken=False)

    def drawing(self) -> Diagram:
        """Returns the finished drawing."""
        for directive in self.directives[self._next_directive :]:
            self.fault("No interaction follows this directive.", "Put it on the line before the one it is about.",
                       directive.at, directive.end, is_broken=False)
        start, end = self.page.source_start(0), self.page.source_end(len(self.page.text))
        faults = tuple(sorted(self.faults, key=lambda fault: (fault.start, fault.end)))
        return Diagram(self.kind, self.title, tuple(self.nodes.values()), tuple(self.edges), faults, start, end)


def _label(name: str) -> str:
    return name if name.isprintable() else label_text(name) or "\ufffd"
