"""Diagram model shared by all notations: nodes and edges with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload


class Line(NamedTuple):
    """One line without the prefix of its container (quotes, list indentation)."""

    start: int  # offset of the text in the source, code points
    text: str  # without its line end


class Lines(Sequence[Line]):
    """Consecutive lines of a document, split on first access."""

    __slots__ = ("_cached", "_document", "end", "start")

    def __init__(self, document: str, start: int, end: int) -> None:
        self._document = document
        self._cached: list[Line] = []
        self.start = start
        self.end = end

    @property
    def text(self) -> str:
        return self._document[self.start : self.end]

    def __iter__(self) -> Iterator[Line]:
        return iter(self._split())

    def __len__(self) -> int:
        return self._document.count("\n", self.start, self.end) + 1

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        return self._split()[index]

    def _split(self) -> list[Line]:
        if not self._cached:
            self._cached = split_lines(self._document, self.start, self.end)
        return self._cached


def split_lines(document: str, start: int, end: int) -> list[Line]:
    """Returns the lines of a range of whole lines, without line ends."""
    lines = []
    for line in document[start:end].split("\n"):
        lines.append(Line(start, line.removesuffix("\r")))
        start += len(line) + 1
    return lines


def match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Returns the end of the match at an offset, or the offset if there is none."""
    match = pattern.match(text, at)
    return match.end() if match else at


class DiagramNode(NamedTuple):
    id: str
    label: str  # as displayed, on one line, without markup; the id if there is no label
    hint: str  # kind given by the notation: queue, database, person, external, participant, ... or ""
    technology: str  # if the notation has a field for it
    group: tuple[str, ...]  # labels of enclosing subgraphs, boundaries or boxes, outermost first
    start: int
    end: int


class DiagramEdge(NamedTuple):
    source: str  # node ids
    target: str
    label: str
    technology: str  # if the notation has a field for it
    arrow: str  # as written, e.g. `-->>` or `-.->`
    is_reply: bool  # by notation or message order, the reply to an earlier message
    is_both_ways: bool
    blocks: tuple[str, ...]  # enclosing blocks, outermost first: loop, par, alt, opt, critical, ...
    facts: Mapping[str, Any]  # from a directive on the previous line: plain values by name
    start: int
    end: int


class DiagramFault(NamedTuple):
    """A syntax error in a diagram, or a part that is not read."""

    message: str
    remedy: str
    start: int
    end: int
    is_broken: bool  # False if it is valid but not read


class Diagram(NamedTuple):
    kind: str  # sequence, flowchart, c4, architecture, component, compose, asyncapi, structurizr
    title: str
    nodes: tuple[DiagramNode, ...]  # in the order of their first mention
    edges: tuple[DiagramEdge, ...]
    faults: tuple[DiagramFault, ...]
    start: int  # of the diagram in its source
    end: int
