"""What a diagram says, whatever its notation: nodes, edges, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from advisor.source.frozen import NamedTuple


class Line(NamedTuple):
    """One line of a diagram without what its container puts before it (quotes, list indentation)."""

    start: int  # offset of the text in the source, code points
    text: str  # without its line end


class Lines(Sequence[Line]):
    """Lines that follow each other in a document as they stand, each made only when somebody asks for it."""

    __slots__ = ("_document", "_found", "end", "start")

    def __init__(self, document: str, start: int, end: int) -> None:
        self._document = document
        self._found: list[Line] = []
        self.start = start
        self.end = end

    @property
    def text(self) -> str:
        return self._document[self.start : self.end]

    def __iter__(self) -> Iterator[Line]:
        return iter(self._each())

    def __len__(self) -> int:
        return self._document.count("\n", self.start, self.end) + 1

    @overload
    def __getitem__(self, place: int) -> Line: ...

    @overload
    def __getitem__(self, place: slice) -> list[Line]: ...

    def __getitem__(self, place: int | slice) -> Line | list[Line]:
        return self._each()[place]

    def _each(self) -> list[Line]:
        if not self._found:
            self._found = lines_of(self._document, self.start, self.end)
        return self._found


def lines_of(document: str, start: int, end: int) -> list[Line]:
    """Returns the lines of a stretch that begins and ends with one, without their line ends."""
    found = []
    for line in document[start:end].split("\n"):
        found.append(Line(start, line.removesuffix("\r")))
        start += len(line) + 1
    return found


class Node(NamedTuple):
    id: str
    label: str  # as shown, on one line, markup taken away; the id where there is no label
    hint: str  # what the notation itself says of its kind: queue, database, person, external, participant, ... or ""
    technology: str  # where the notation has a place for it
    group: tuple[str, ...]  # labels of the subgraphs, boundaries or boxes around it, outermost first
    start: int
    end: int


class Edge(NamedTuple):
    source: str  # node ids
    target: str
    label: str
    technology: str  # where the notation has a place for it
    arrow: str  # as written, e.g. `-->>` or `-.->`
    is_reply: bool  # the notation or the order of messages says that it answers an earlier one
    is_both_ways: bool
    blocks: tuple[str, ...]  # enclosing blocks, outermost first: loop, par, alt, opt, critical, ...
    facts: Mapping[str, Any]  # from a directive on the line before: plain values by name
    start: int
    end: int


class Fault(NamedTuple):
    """Something in a diagram that its own notation would refuse, or that is not read."""

    message: str
    remedy: str
    start: int
    end: int
    is_broken: bool  # False where it is only not read


class Drawing(NamedTuple):
    kind: str  # sequence, flowchart, c4, architecture, component, compose, asyncapi, structurizr
    title: str
    nodes: tuple[Node, ...]  # in the order of their first mention
    edges: tuple[Edge, ...]
    faults: tuple[Fault, ...]
    start: int  # of the diagram in its source
    end: int
