"""Finds the comments of a file, in each notation that it contains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.extraction.architecture.yaml_blocks import is_fragment
from advisor.formats.detection import (
    FORMAT_BY_LANGUAGE,
    HTML_COMMENTS,
    MARKDOWN,
    YAML_COMMENTS,
    CommentSyntax,
    detect_format,
)
from advisor.formats.diagram import Line, split_lines
from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.linter.suppressions.yaml_comments import find_yaml_comments
from advisor.text.source import BYTE_ORDER_MARK, Source

OTHER_SIGNS = ("{/*", "[//]:")
OTHER_COMMENT = (r"""[ \t]{0,9}(?P<all>\{/\*(?P<mdx>.*?)\*/\}|\[//\]:[ \t]{0,9}#[ \t]{0,9}"""
                 r"""(?:\((?P<bracket>.*)\)|"(?P<quote>.*)"|'(?P<mark>.*)'))[ \t]*$""")
CONTENTS = ("mdx", "bracket", "quote", "mark")
WITHOUT_COMMENTS = ("comment", "fence", "front matter")  # blocks whose text is none of Markdown
QUOTE_MARKS = "> \t"  # may surround a comment on a line of its own


class SourcePart(NamedTuple):
    """A file or a fence in it: lines in one notation."""

    comments: CommentSyntax
    lines: Sequence[Line]
    first_line: int  # number of the first line
    start_line: int  # first and last line number, including those that open and close a fence
    end_line: int
    blocks: Sequence[MarkdownBlock] = ()  # of Markdown

    @property
    def notation(self) -> str:
        """markdown, yaml, mermaid, plantuml or structurizr."""
        return self.comments.notation


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
    comments = _comments_of_file(source)
    if comments is None:
        return
    lines = split_lines(source.text, 1 if source.text.startswith(BYTE_ORDER_MARK) else 0, len(source.text))
    yield SourcePart(comments, lines, 1, 1, len(lines), blocks)
    if comments == HTML_COMMENTS:
        for block in blocks:
            if block.lines and (inner := _comments_of_block(block)):
                first, start, end = (
                    source.position(offset)[0] for offset in (block.lines[0].start, block.start, block.end)
                )
                yield SourcePart(inner, block.lines, first, start, end)


def find_comments(source: Source, part: SourcePart) -> Iterator[Comment]:
    """Yields the comments of one part."""
    match part.notation:
        case "markdown":
            for block in part.blocks:
                if block.kind == "comment":
                    yield _markdown_comment(source, part, block)
            yield from _other_markdown_comments(source, part)
        case "yaml":
            for index, column in find_yaml_comments(part.lines):
                text = part.lines[index].text
                yield _line_comment(part, index, column, 1, len(text), is_whole_line=not text[:column].strip())
        case _:
            for index, (_, text) in enumerate(part.lines):
                if opening := re.match(part.comments.pattern, text):
                    marker = opening[1]
                    content_end = len(text.rstrip().removesuffix("'/")) if marker == "/'" else len(text)
                    yield _line_comment(part, index, opening.start(1), len(marker), content_end, is_whole_line=True)


def _comments_of_file(source: Source) -> CommentSyntax | None:
    """Returns the syntax of comments in a file, or None if it has none (JSON)."""
    comments = (detect_format(source.name, source.text) or MARKDOWN).comments
    if comments != YAML_COMMENTS:
        return comments
    is_json = source.name.lower().endswith(".json") or source.text.lstrip("\ufeff \t\r\n").startswith("{")
    return None if is_json else YAML_COMMENTS


def _comments_of_block(block: MarkdownBlock) -> CommentSyntax | None:
    if block.kind == "front matter":
        return YAML_COMMENTS if block.info == "---" else None
    if block.kind != "fence":
        return None
    if is_fragment(block):
        return None if block.language == "json" else YAML_COMMENTS
    known = FORMAT_BY_LANGUAGE.get(block.language)
    return known.comments if known is not None else None


def _markdown_comment(source: Source, part: SourcePart, block: MarkdownBlock) -> Comment:
    text, start, end = source.text, block.start, block.end
    content_end = end - len("-->") if block.is_closed else end
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)]
    is_whole_line = not before.strip(QUOTE_MARKS + BYTE_ORDER_MARK) and not after.strip()
    return Comment(part, start, end, start + len("<!--"), content_end, source.position(start)[0],
                   source.position(end)[0], is_whole_line)


def _other_markdown_comments(source: Source, part: SourcePart) -> Iterator[Comment]:
    """Yields comments on lines of their own that are no HTML: expressions of MDX, and link references to nowhere."""
    if not any(sign in source.text for sign in OTHER_SIGNS):
        return
    covered = [(block.start, block.end) for block in part.blocks if block.kind in WITHOUT_COMMENTS]
    for index, (start, text) in enumerate(part.lines):
        match = re.match(OTHER_COMMENT, text)
        if match and not any(begin <= start < end for begin, end in covered):
            first, last = match.span(next(name for name in CONTENTS if match[name] is not None))
            yield Comment(part, start + match.start("all"), start + match.end("all"), start + first, start + last,
                          part.first_line + index, part.first_line + index, True)


def _line_comment(part: SourcePart, index: int, column: int, marker_length: int, content_end: int, *,
                  is_whole_line: bool) -> Comment:
    """Returns a comment from a column of a line to its end."""
    start, text = part.lines[index]
    number = part.first_line + index
    return Comment(part, start + column, start + len(text), start + column + marker_length, start + content_end,
                   number, number, is_whole_line)
