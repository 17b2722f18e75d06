"""Splits a file into parts that may contain suppression comments, by notation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.readers.documents import DRAWN
from advisor.readers.drawing import Line
from advisor.readers.fences import is_fragment
from advisor.readers.kinds import kind_of_file
from advisor.readers.markdown import Block
from advisor.source import Source
from advisor.source.frozen import NamedTuple

YAML_KINDS = ("architecture", "asyncapi", "compose")
DATA_SUFFIXES = (".yaml", ".yml", ".json")


class Part(NamedTuple):
    notation: str  # markdown, yaml, mermaid, plantuml, structurizr
    lines: Sequence[Line]
    begins: int  # number of the first line
    first: int  # first and last line number, including those that open and close a fence
    last: int


def parts_of(source: Source, blocks: Sequence[Block]) -> Iterator[Part]:
    """Yields the parts of a file; fences in other languages are skipped."""
    notation = notation_of(source)
    if not notation:
        return
    lines = lines_of(source.text)
    yield Part(notation, lines, 1, 1, len(lines))
    if notation == "markdown":
        for block in blocks:
            if block.lines and (notation := _notation_of_block(block)):
                yield Part(notation, block.lines, source.place(block.lines[0].start)[0], source.place(block.start)[0],
                           source.place(block.end)[0])


def notation_of(source: Source) -> str:
    """Returns the notation of a file, or an empty string if it has no comments (JSON)."""
    name = source.name.lower()
    kind = kind_of_file(source.name, source.text) or ("architecture" if name.endswith(DATA_SUFFIXES) else "markdown")
    if kind in YAML_KINDS:
        return "" if name.endswith(".json") or source.text.lstrip("\ufeff \t\r\n").startswith("{") else "yaml"
    return kind


def lines_of(text: str) -> list[Line]:
    """Returns the lines of a text without line ends and byte order mark."""
    lines, start = [], 1 if text.startswith("\ufeff") else 0
    for line in text[start:].split("\n"):
        lines.append(Line(start, line.removesuffix("\r")))
        start += len(line) + 1
    return lines


def _notation_of_block(block: Block) -> str:
    if block.kind == "front matter":
        return "yaml" if block.info == "---" else ""
    if block.kind != "fence":
        return ""
    if is_fragment(block):
        return "" if block.language == "json" else "yaml"
    return DRAWN.get(block.language, "")
