"""Diagrams and tables in Markdown that are written in other ways than fences and pipes: they are reported, not read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.formats.markdown.blocks import MarkdownBlock

SIGNS = ("<pre", "<div", "<code", "<table", "{{")  # one of them is in a text that can hold any
DIAGRAM = (r"<(?:pre|div|code)\b[^>\n]{0,200}\bclass\s{0,9}=\s{0,9}[\"'][^\"'\n]{0,100}\b(?:mermaid|plantuml)\b"
           r"|\{\{[<%]\s{0,9}(?:mermaid|plantuml|uml|kroki|diagram)\b")
TABLE = (r"<table\b(?:[^<]|<(?!/table)){0,2000}?<t[hd]\b[^>\n]{0,200}>\s{0,99}(?:<\w+>)?"
         r"(?:from|source|caller|sender|producer|publisher|consumer)\b")
EMBEDDED = rf"(?i)(?P<diagram>{DIAGRAM})|(?P<table>{TABLE})"
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
    for match in re.finditer(EMBEDDED, text):
        index = bisect_right(covered, (match.start(), len(text))) - 1
        if index < 0 or match.start() >= covered[index][1]:
            end = text.find("\n", match.start())
            yield EmbeddedPart(match.lastgroup or "", match.start(), len(text) if end < 0 else end)
