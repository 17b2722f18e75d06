"""Lines of a document that state a part of an architecture, such as those of some fenced blocks."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.readers.drawing import Line
from advisor.readers.markdown import Block
from advisor.source import Source
from advisor.source.frozen import NamedTuple

LANGUAGES = ("yaml", "yml", "json")
WORD = "advisor"
FIRST_LINE = "# advisor"


class Piece(NamedTuple):
    """Some lines of a document that state a part of an architecture."""

    document: Source
    lines: Sequence[Line]


def is_fragment(block: Block) -> bool:
    """Whether a fenced block states a part of an architecture."""
    if block.kind != "fence" or block.language not in LANGUAGES:
        return False
    if WORD in block.info.lower().replace("{", " ").replace("}", " ").split()[1:]:
        return True
    first = next((line.text.strip() for line in block.lines if line.text.strip()), "")
    return first == FIRST_LINE
