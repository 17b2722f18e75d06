"""Parses YAML or JSON embedded in a document; the tree has offsets of the document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from advisor.errors import Problem
from advisor.notation.read import read
from advisor.notation.tree import Mapping, Node, Scalar
from advisor.notation.tree import Sequence as SequenceNode
from advisor.readers.complaints import Complaints
from advisor.readers.drawing import Line
from advisor.readers.fences import Piece
from advisor.source import Source, Span


def read_piece(piece: Piece, collector: Complaints) -> Node | None:
    """Returns the tree of a piece, or None if it is empty."""
    lines = piece.lines
    text = "\n".join(line.text for line in lines)
    if not text.strip():
        return None
    problems: list[Problem] = []
    offsets = _OffsetMap(lines)
    tree = read(_JoinedLines(piece.document, text, offsets), problems=problems)
    for problem in problems:
        span = problem.span
        start = offsets.to_document(span.start) if span else lines[0].start
        end = offsets.to_document(span.end) if span else lines[0].start
        collector.span(Span(piece.document, start, max(start, end)), problem.message, problem.remedy)
    return offsets.translate(tree) if tree is not None else None


class _OffsetMap:
    """Maps offsets in the joined lines to offsets in the document."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.starts: list[int] = []
        self.lines = lines
        offset = 0
        for line in lines:
            self.starts.append(offset)
            offset += len(line.text) + 1

    def to_document(self, offset: int) -> int:
        number = bisect_right(self.starts, offset) - 1
        line = self.lines[number]
        return line.start + min(offset - self.starts[number], len(line.text))

    def translate(self, node: Node) -> Node:
        start, end = self.to_document(node.start), self.to_document(node.end)
        match node:
            case Scalar():
                return Scalar(node.value, start, end)
            case SequenceNode():
                return SequenceNode([self.translate(item) for item in node.items], start, end)
            case Mapping():
                return Mapping({key: self.translate(value) for key, value in node.entries.items()},
                               {key: self.to_document(offset) for key, offset in node.key_offsets.items()}, start, end)


class _JoinedLines(Source):
    """The joined lines as a source; line and column are those of the document."""

    __slots__ = ("document", "offsets")

    def __init__(self, document: Source, text: str, offsets: _OffsetMap) -> None:
        super().__init__(document.name, text)
        self.document = document
        self.offsets = offsets

    def place(self, offset: int) -> tuple[int, int]:
        return self.document.place(self.offsets.to_document(offset))
