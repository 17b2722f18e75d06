"""Architecture fragments embedded in a document, such as fenced YAML blocks."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.readers.drawing import Line
from advisor.readers.markdown import Block
from advisor.source import Source
from advisor.source.frozen import NamedTuple

LANGUAGES = ("yaml", "yml", "json")
MARKER_WORD = "advisor"
FIRST_LINE = "# advisor"


class Piece(NamedTuple):
    """Lines of a document that hold an architecture fragment."""

    document: Source
    lines: Sequence[Line]


def is_fragment(block: Block) -> bool:
    """Whether a fenced block holds an architecture fragment."""
    if block.kind != "fence" or block.language not in LANGUAGES:
        return False
    if MARKER_WORD in block.info.lower().replace("{", " ").replace("}", " ").split()[1:]:
        return True
    first = next((line.text.strip() for line in block.lines if line.text.strip()), "")
    return first == FIRST_LINE
