"""Splits a file into parts that may contain suppression comments, by notation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.extraction.architecture.yaml_blocks import is_fragment
from advisor.extraction.documents import NOTATION_BY_LANGUAGE
from advisor.formats.detection import detect_format
from advisor.formats.diagram import Line
from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.text.source import Source

YAML_KINDS = ("architecture", "asyncapi", "compose")
DATA_SUFFIXES = (".yaml", ".yml", ".json")


class SourcePart(NamedTuple):
    notation: str  # markdown, yaml, mermaid, plantuml, structurizr
    lines: Sequence[Line]
    first_line: int  # number of the first line
    start_line: int  # first and last line number, including those that open and close a fence
    end_line: int


def split_source(source: Source, blocks: Sequence[MarkdownBlock]) -> Iterator[SourcePart]:
    """Yields the parts of a file; fences in other languages are skipped."""
    notation = detect_notation(source)
    if not notation:
        return
    lines = split_lines(source.text)
    yield SourcePart(notation, lines, 1, 1, len(lines))
    if notation == "markdown":
        for block in blocks:
            if block.lines and (notation := _notation_of_block(block)):
                yield SourcePart(
                    notation,
                    block.lines,
                    source.position(block.lines[0].start)[0],
                    source.position(block.start)[0],
                    source.position(block.end)[0],
                )


def detect_notation(source: Source) -> str:
    """Returns the notation of a file, or an empty string if it has no comments (JSON)."""
    name = source.name.lower()
    kind = detect_format(source.name, source.text) or ("architecture" if name.endswith(DATA_SUFFIXES) else "markdown")
    if kind in YAML_KINDS:
        return "" if name.endswith(".json") or source.text.lstrip("\ufeff \t\r\n").startswith("{") else "yaml"
    return kind


def split_lines(text: str) -> list[Line]:
    """Returns the lines of a text without line ends and byte order mark."""
    lines, start = [], 1 if text.startswith("\ufeff") else 0
    for line in text[start:].split("\n"):
        lines.append(Line(start, line.removesuffix("\r")))
        start += len(line) + 1
    return lines


def _notation_of_block(block: MarkdownBlock) -> str:
    if block.kind == "front matter":
        return "yaml" if block.info == "---" else ""
    if block.kind != "fence":
        return ""
    if is_fragment(block):
        return "" if block.language == "json" else "yaml"
    return NOTATION_BY_LANGUAGE.get(block.language, "")
