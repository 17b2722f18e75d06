"""Text style: width, colour and characters of the place that a page is written to."""

from __future__ import annotations

from typing import NamedTuple

PIPE_WIDTH = 100

STRONG, QUIET, NAME = "bold", "dim", "cyan"
GOOD, CAUTION, BAD = "green", "yellow", "red"


class TextStyle(NamedTuple):
    """Width in cells, and what the reader can show. The defaults are those of a pipe."""

    width: int = PIPE_WIDTH
    colour: bool = False
    is_terminal: bool = False
    is_unicode: bool = False  # whether lines, bars and arrows beyond ASCII can be encoded
    has_links: bool = False  # whether text can be a hyperlink (OSC 8)

    @property
    def is_drawn(self) -> bool:
        """Whether rich draws the page; plain text keeps its bytes."""
        return self.is_terminal or self.colour
