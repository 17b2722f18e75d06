"""Finds the comments of a file, in each notation that it contains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.extraction.architecture.yaml_blocks import is_fragment
from advisor.formats.detection import DATA_FORMATS, FORMAT_BY_LANGUAGE, format_of_named_file
from advisor.formats.diagram import Line, split_lines
from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.linter.suppressions.yaml_comments import find_yaml_comments
from advisor.text.source import BYTE_ORDER_MARK, Source

COMMENT_STARTS = {
    "mermaid": re.compile(r"[ \t]*(%%)(?!\{)"),
    "plantuml": re.compile(r"[ \t]*('|/'(?=.*'/[ \t]*$))"),
    "structurizr": re.compile(r"[ \t]*(//|#)"),
}
QUOTE_MARKS = "> \t"  # may surround a comment on a line of its own


class SourcePart(NamedTuple):
    """A file or a fence in it: lines in one notation."""

    notation: str  # markdown, yaml, mermaid, plantuml, structurizr
    lines: Sequence[Line]
    first_line: int  # number of the first line
    start_line: int  # first and last line number, including those that open and close a fence
    end_line: int
    blocks: Sequence[MarkdownBlock] = ()  # of Markdown


class Comment(NamedTuple):
    part: SourcePart
    start: int  # offset in the source, including the comment markers
    end: int
    content_start: int  # offset without the markers
    content_end: int
    line: int  # number of its first line
    last_line: int
    is_whole_line: bool  # nothing else is on its lines


def split_source(source: Source, blocks: Sequence[MarkdownBlock]) -> Iterator[SourcePart]:
    """Yields the parts of a file that may contain comments; fences in other languages are skipped."""
    notation = _notation(source)
    if not notation:
        return
    lines = split_lines(source.text, 1 if source.text.startswith(BYTE_ORDER_MARK) else 0, len(source.text))
    yield SourcePart(notation, lines, 1, 1, len(lines), blocks)
    if notation == "markdown":
        for block in blocks:
            if block.lines and (notation := _notation_of_block(block)):
                first, start, end = (
                    source.position(offset)[0] for offset in (block.lines[0].start, block.start, block.end)
                )
                yield SourcePart(notation, block.lines, first, start, end)


def find_comments(source: Source, part: SourcePart) -> Iterator[Comment]:
    """Yields the comments of one part."""
    match part.notation:
        case "markdown":
            for block in part.blocks:
                if block.kind == "comment":
                    yield _markdown_comment(source, part, block)
        case "yaml":
            for index, column in find_yaml_comments(part.lines):
                text = part.lines[index].text
                yield _line_comment(part, index, column, 1, len(text), is_whole_line=not text[:column].strip())
        case notation:
            for index, (_, text) in enumerate(part.lines):
                if opening := COMMENT_STARTS[notation].match(text):
                    marker = opening[1]
                    content_end = len(text.rstrip().removesuffix("'/")) if marker == "/'" else len(text)
                    yield _line_comment(part, index, opening.start(1), len(marker), content_end, is_whole_line=True)


def _notation(source: Source) -> str:
    """Returns the notation of a file, or an empty string if it has no comments (JSON)."""
    name = source.name.lower()
    kind = format_of_named_file(source.name, source.text)
    if kind not in DATA_FORMATS:
        return kind
    return "" if name.endswith(".json") or source.text.lstrip("\ufeff \t\r\n").startswith("{") else "yaml"


def _notation_of_block(block: MarkdownBlock) -> str:
    if block.kind == "front matter":
        return "yaml" if block.info == "---" else ""
    if block.kind != "fence":
        return ""
    if is_fragment(block):
        return "" if block.language == "json" else "yaml"
    return FORMAT_BY_LANGUAGE.get(block.language, "")


def _markdown_comment(source: Source, part: SourcePart, block: MarkdownBlock) -> Comment:
    text, start, end = source.text, block.start, block.end
    content_end = end - len("-->") if block.is_closed else end
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)]
    is_whole_line = not before.strip(QUOTE_MARKS + BYTE_ORDER_MARK) and not after.strip()
    return Comment(part, start, end, start + len("<!--"), content_end, source.position(start)[0],
                   source.position(end)[0], is_whole_line)


def _line_comment(part: SourcePart, index: int, column: int, marker_length: int, content_end: int, *,
                  is_whole_line: bool) -> Comment:
    """Returns a comment from a column of a line to its end."""
    start, text = part.lines[index]
    number = part.first_line + index
    return Comment(part, start + column, start + len(text), start + column + marker_length, start + content_end,
                   number, number, is_whole_line)
