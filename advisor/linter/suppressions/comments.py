"""Finds comments in each notation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.linter.suppressions.parts import SourcePart
from advisor.linter.suppressions.yaml_comments import find_yaml_comments
from advisor.text.source import Source

COMMENT_STARTS = {
    "mermaid": re.compile(r"[ \t]*(%%)(?!\{)"),
    "plantuml": re.compile(r"[ \t]*('|/'(?=.*'/[ \t]*$))"),
    "structurizr": re.compile(r"[ \t]*(//|#)"),
}
OTHER_NOTATION = re.compile(r"(?:%%|//|<!--|['#;])[ \t]*(?=advisor[ \t]*:[ \t]*ignore)", re.IGNORECASE)
COMMENT_MARKERS = {"mermaid": "`%%`", "plantuml": "`'`", "structurizr": "`//`"}
QUOTE_MARKS = "> \t"  # may surround a comment on a line of its own


class Comment(NamedTuple):
    part: SourcePart
    start: int  # offset in the source, including the comment markers
    end: int
    content_start: int  # offset without the markers
    content_end: int
    line: int  # number of its first line
    last_line: int
    is_whole_line: bool  # nothing else is on its lines


class MisplacedDirective(NamedTuple):
    """A suppression that is no comment at its position."""

    start: int
    end: int
    problem: str


def find_comments(source: Source, part: SourcePart, blocks: Sequence[MarkdownBlock]) -> Iterator[Comment]:
    """Yields the comments of one part."""
    match part.notation:
        case "markdown":
            for block in blocks:
                if block.kind == "comment":
                    yield _markdown_comment(source, part, block)
        case "yaml":
            for number, column in find_yaml_comments(part.lines):
                start, text = part.lines[number]
                yield Comment(part, start + column, start + len(text), start + column + 1, start + len(text),
                              part.first_line + number, part.first_line + number, not text[:column].strip())
        case notation:
            comment_start = COMMENT_STARTS[notation]
            for number, (start, text) in enumerate(part.lines):
                if opening := comment_start.match(text):
                    end = start + len(text)
                    closing = len(text) - len(text.rstrip().removesuffix("'/")) if opening[1] == "/'" else 0
                    yield Comment(part, start + opening.start(1), end, start + opening.end(), end - closing,
                                  part.first_line + number, part.first_line + number, True)


def find_misplaced(part: SourcePart) -> Iterator[MisplacedDirective]:
    """Yields suppressions that are no comments at their position: they start with the marker of another notation, or
    follow other text in a notation that has only whole-line comments."""
    comment_start = COMMENT_STARTS.get(part.notation)
    if comment_start is None:
        return
    for start, text in part.lines:
        match = OTHER_NOTATION.search(text) if "advisor" in text.lower() else None
        if match and not comment_start.match(text):
            because = f"a comment begins with {COMMENT_MARKERS[part.notation]} here, on a line of its own"
            yield MisplacedDirective(start + match.start(), start + len(text.rstrip()), because)


def _markdown_comment(source: Source, part: SourcePart, block: MarkdownBlock) -> Comment:
    text = source.text
    end = block.end
    inner_end = end - len("-->") if block.is_closed else end
    before = text[text.rfind("\n", 0, block.start) + 1 : block.start]
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)]
    is_alone = not before.strip(QUOTE_MARKS + "\ufeff") and not after.strip()
    return Comment(part, block.start, end, block.start + len("<!--"), inner_end, source.position(block.start)[0],
                   source.position(end)[0], is_alone)
