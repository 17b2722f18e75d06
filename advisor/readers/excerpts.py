"""Lines of a document that are YAML or JSON: a tree whose places are those of the document."""

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


def read_piece(piece: Piece, complaints: Complaints) -> Node | None:
    """Returns the tree of a piece with places in its document."""
    lines = piece.lines
    text = "\n".join(line.text for line in lines)
    if not text.strip():
        return None
    problems: list[Problem] = []
    places = _Places(lines)
    tree = read(_Excerpt(piece.document, text, places), problems=problems)
    for problem in problems:
        span = problem.span
        start, end = (places.of(span.start), places.of(span.end)) if span else (lines[0].start, lines[0].start)
        complaints.span(Span(piece.document, start, max(start, end)), problem.message, problem.remedy)
    return places.moved(tree) if tree is not None else None


class _Places:
    """Offsets in the joined lines as offsets in the document."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.starts: list[int] = []
        self.lines = lines
        at = 0
        for line in lines:
            self.starts.append(at)
            at += len(line.text) + 1

    def of(self, offset: int) -> int:
        number = bisect_right(self.starts, offset) - 1
        line = self.lines[number]
        return line.start + min(offset - self.starts[number], len(line.text))

    def moved(self, node: Node) -> Node:
        start, end = self.of(node.start), self.of(node.end)
        match node:
            case Scalar():
                return Scalar(node.value, start, end)
            case SequenceNode():
                return SequenceNode([self.moved(item) for item in node.items], start, end)
            case Mapping():
                return Mapping({key: self.moved(value) for key, value in node.entries.items()},
                               {key: self.of(offset) for key, offset in node.key_offsets.items()}, start, end)


class _Excerpt(Source):
    """The joined lines; its lines and columns are those of the document."""

    __slots__ = ("document", "places")

    def __init__(self, document: Source, text: str, places: _Places) -> None:
        super().__init__(document.name, text)
        self.document = document
        self.places = places

    def place(self, offset: int) -> tuple[int, int]:
        return self.document.place(self.places.of(offset))
