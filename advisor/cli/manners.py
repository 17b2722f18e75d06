"""How a command talks: in colour or not, and whether at all beside its result."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from advisor.reporters.clean import clean, guarded
from advisor.reporters.report import PIPE_WIDTH, Look
from advisor.source.frozen import NamedTuple

LEAST, MOST = 40, 160


class Manners(NamedTuple):
    """What the global options ask for."""

    no_color: bool = False
    quiet: bool = False

    @classmethod
    def of(cls, inherited: Manners | None, no_color: bool = False, quiet: bool = False) -> Manners:
        """Returns what a command asks for together with what stands before its name."""
        before = inherited or cls()
        return cls(before.no_color or no_color, before.quiet or quiet)

    def say(self, line: str) -> None:
        """Talks on stderr, unless asked to be quiet."""
        if not self.quiet:
            print(guarded(clean(line)), file=sys.stderr)

    def look(self, stream: TextIO | None = None) -> Look:
        """Returns how text may look on a stream (standard output if none is named)."""
        stream = sys.stdout if stream is None else stream
        if not stream.isatty():
            return Look()
        return Look(_width(stream), self._colour())

    def _colour(self) -> bool:
        return not (self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb")


ALOUD = Manners()


def _width(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    if not columns.isdecimal() or int(columns) == 0:
        try:
            columns = str(os.get_terminal_size(stream.fileno()).columns)
        except (OSError, ValueError):
            return PIPE_WIDTH
    return max(LEAST, min(int(columns) or PIPE_WIDTH, MOST))
