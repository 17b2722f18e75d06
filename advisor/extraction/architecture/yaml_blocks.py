"""Architecture fragments embedded in a document, such as fenced YAML blocks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from advisor.errors import Problem
from advisor.formats.diagram import Line
from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.notation.problem_collector import ProblemCollector
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.text.source import Source, Span

LANGUAGES = ("yaml", "yml", "json")
MARKER_WORD = "advisor"
FIRST_LINE = "# advisor"


class Fragment(NamedTuple):
    """Lines of a document that hold an architecture fragment."""

    document: Source
    lines: Sequence[Line]


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

    def translate(self, node: TreeNode) -> TreeNode:
        start, end = self.to_document(node.start), self.to_document(node.end)
        match node:
            case ScalarNode():
                return ScalarNode(node.value, start, end)
            case SequenceNode():
                return SequenceNode([self.translate(item) for item in node.items], start, end)
            case MappingNode():
                return MappingNode({key: self.translate(value) for key, value in node.entries.items()},
                                   {key: self.to_document(offset) for key, offset in node.key_offsets.items()}, start,
                                   end)


class _JoinedLines(Source):
    """The joined lines as a source; line and column are those of the document."""

    __slots__ = ("document", "offsets")

    def __init__(self, document: Source, text: str, offsets: _OffsetMap) -> None:
        super().__init__(document.name, text)
        self.document = document
        self.offsets = offsets

    def position(self, offset: int) -> tuple[int, int]:
        return self.document.position(self.offsets.to_document(offset))


def is_fragment(block: MarkdownBlock) -> bool:
    """Whether a fenced block holds an architecture fragment."""
    if block.kind != "fence" or block.language not in LANGUAGES:
        return False
    if MARKER_WORD in block.info.lower().replace("{", " ").replace("}", " ").split()[1:]:
        return True
    first = next((line.text.strip() for line in block.lines if line.text.strip()), "")
    return first == FIRST_LINE


def parse_fragment(piece: Fragment, collector: ProblemCollector) -> TreeNode | None:
    """Returns the tree of a piece, or None if it is empty."""
    lines = piece.lines
    text = "\n".join(line.text for line in lines)
    if not text.strip():
        return None
    problems: list[Problem] = []
    offsets = _OffsetMap(lines)
    tree = parse_tree(_JoinedLines(piece.document, text, offsets), problems=problems)
    for problem in problems:
        span = problem.span
        start = offsets.to_document(span.start) if span else lines[0].start
        end = offsets.to_document(span.end) if span else lines[0].start
        collector.add_at_span(Span(piece.document, start, max(start, end)), problem.message, problem.remedy)
    return offsets.translate(tree) if tree is not None else None
