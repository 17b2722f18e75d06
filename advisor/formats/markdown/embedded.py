"""Diagrams and tables in Markdown that are written in other ways than fences and pipes: they are reported, not read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from advisor.formats.markdown.blocks import MarkdownBlock

SIGNS = ("<pre", "<div", "<code", "<table", "{{")  # one of them is in a text that can hold any
OPENING = r"(?i)<(?:pre|div|code|table)\b|\{\{[<%]"
DIAGRAM = (r"(?i)<(?:pre|div|code)\b[^>\n]{0,200}\bclass\s{0,9}=\s{0,9}[\"'][^\"'\n]{0,100}\b(?:mermaid|plantuml)\b"
           r"|\{\{[<%]\s{0,9}(?:mermaid|plantuml|uml|kroki|diagram)\b")
TABLE = r"(?i)<table\b"
HEADER_CELL = (r"(?i)<t[hd]\b[^>\n]{0,200}>\s{0,99}(?:<\w{1,20}>)?"
               r"(?:from|source|caller|sender|producer|publisher|consumer)\b")
TABLE_HEAD = 2000  # characters of a table that are searched for such a header
MAX_OPENINGS = 2000  # examined in a document; a hostile one has millions
COVERED = ("fence", "comment", "front matter")  # blocks whose text is no HTML


class EmbeddedPart(NamedTuple):
    """A part of a document that is not read."""

    kind: str  # diagram or table
    start: int
    end: int  # of its first line


def find_embedded(text: str, blocks: Sequence[MarkdownBlock]) -> Iterator[EmbeddedPart]:
    """Yields diagrams in HTML or in shortcodes, and HTML tables that look like tables of interactions."""
    lower = text.lower()
    if not any(sign in lower for sign in SIGNS):
        return
    covered = sorted((block.start, block.end) for block in blocks if block.kind in COVERED)
    for opening in islice(re.finditer(OPENING, text), MAX_OPENINGS):
        start = opening.start()
        index = bisect_right(covered, (start, len(text))) - 1
        if (index < 0 or start >= covered[index][1]) and (kind := _kind(text, start)):
            end = text.find("\n", start)
            yield EmbeddedPart(kind, start, len(text) if end < 0 else end)


def _kind(text: str, start: int) -> str:
    if re.compile(DIAGRAM).match(text, start):
        return "diagram"
    if not re.compile(TABLE).match(text, start):
        return ""
    head = text[start : start + TABLE_HEAD].partition("</table")[0]
    return "table" if re.search(HEADER_CELL, head) else ""
