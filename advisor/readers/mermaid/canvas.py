"""Builds a drawing during parsing: nodes, edges with their facts, faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.notation.quote import quoted
from advisor.readers.drawing import Drawing, Edge, Fault, Node
from advisor.readers.mermaid.labels import shown
from advisor.readers.mermaid.page import Page
from advisor.source.frozen import NamedTuple

MOST_EDGES = 50_000  # a line of a few kilobytes could declare millions
MOST_FAULTS = 100
MOST_GROUPS = 32  # enclosing one node; also blocks enclosing one edge
NO_FACTS: Mapping[str, Any] = {}


class Directive(NamedTuple):
    """Facts about the next edge, from a comment."""

    at: int  # offset in the text
    end: int
    facts: dict[str, Any]


class Canvas:
    """Offsets are those of the page until the drawing is finished."""

    def __init__(self, page: Page, kind: str, title: str) -> None:
        self.page = page
        self.kind = kind
        self.title = title
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.faults: list[Fault] = []
        self._described: set[str] = set()
        self.directives: list[Directive] = []  # in text order
        self._is_full = False
        self._next_directive = 0

    def mention(self, name: str, start: int, end: int) -> None:
        """Adds a node labelled with its name, unless it exists."""
        if name not in self.nodes:
            self.nodes[name] = Node(name, _label(name), "", "", (), self.page.start(start), self.page.end(end))

    def describe(self, name: str, start: int, end: int, *, label: str = "", hint: str = "", technology: str = ""
                 ) -> None:
        """Adds or updates a node; its span is that of its first description."""
        node = self.nodes.get(name)
        if node is None or name not in self._described:
            self._described.add(name)
            old = node or Node(name, _label(name), "", "", (), 0, 0)
            node = Node(name, label or old.label, hint or old.hint, technology or old.technology, old.group,
                        self.page.start(start), self.page.end(end))
        elif label or hint or technology:
            node = node._replace(label=label or node.label, hint=hint or node.hint,
                                 technology=technology or node.technology)
        self.nodes[name] = node

    def regroup(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        """Sets the enclosing groups of nodes, outermost first."""
        for name, group in groups.items():
            if name in self.nodes:
                self.nodes[name] = self.nodes[name]._replace(group=group[:MOST_GROUPS])

    def facts_before(self, at: int) -> Mapping[str, Any]:
        """Returns the facts of directives between the last edge and an offset."""
        if self._next_directive >= len(self.directives):
            return NO_FACTS
        facts: dict[str, Any] = {}
        while self._next_directive < len(self.directives) and self.directives[self._next_directive].at < at:
            directive = self.directives[self._next_directive]
            for name in sorted(directive.facts.keys() & facts.keys()):
                self.fault(f"The fact {quoted(name)} is given twice for one interaction.", "Keep one of the two.",
                           directive.at, directive.end, is_broken=False)
            facts |= directive.facts
            self._next_directive += 1
        return facts or NO_FACTS

    def connect(self, source: str, target: str, start: int, end: int, *, label: str = "", technology: str = "",
                arrow: str = "", is_reply: bool = False, is_both_ways: bool = False, blocks: tuple[str, ...] = (),
                facts: Mapping[str, Any] = NO_FACTS) -> bool:
        """Adds an edge; returns False at the limit of edges."""
        if len(self.edges) < MOST_EDGES:
            self.edges.append(Edge(source, target, label, technology, arrow, is_reply, is_both_ways, blocks, facts,
                                   self.page.start(start), self.page.end(end)))
            return True
        if not self._is_full:
            self._is_full = True
            self.fault(f"The diagram has more than {MOST_EDGES} edges; the rest is not read.", "Split it.", start, end,
                       is_broken=False)
        return False

    def fault(self, message: str, remedy: str, start: int, end: int, *, is_broken: bool = True) -> None:
        """Records a syntax error or an unsupported part."""
        if len(self.faults) < MOST_FAULTS:
            end = max(min(max(end, start + 1), self.page.line_end(start)), start)
            self.faults.append(Fault(message, remedy, self.page.start(start), self.page.end(end), is_broken))

    def note_template(self, at: int) -> None:
        """Records a line of a template language."""
        self.fault("This line is a template, so it is not read.", "Lint the diagram that it becomes.", at,
                   self.page.line_end(at), is_broken=False)

    def drawing(self) -> Drawing:
        """Returns the finished drawing."""
        for directive in self.directives[self._next_directive :]:
            self.fault("No interaction follows this directive.", "Put it on the line before the one it is about.",
                       directive.at, directive.end, is_broken=False)
        start, end = self.page.start(0), self.page.end(len(self.page.text))
        faults = tuple(sorted(self.faults, key=lambda fault: (fault.start, fault.end)))
        return Drawing(self.kind, self.title, tuple(self.nodes.values()), tuple(self.edges), faults, start, end)


def _label(name: str) -> str:
    return name if name.isprintable() else shown(name) or "\ufffd"
