"""Console options of every command: colour and `--quiet`."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple, TextIO

from advisor.reporters.report import PIPE_WIDTH, TextStyle
from advisor.text.sanitise import escape_ci_commands, escape_controls

MIN_WIDTH, MAX_WIDTH = 40, 160


class ConsoleOptions(NamedTuple):
    """Whether to use colours, and whether to print messages beside the result."""

    no_color: bool = False
    quiet: bool = False

    @classmethod
    def merge(cls, inherited: ConsoleOptions | None, no_color: bool = False, quiet: bool = False) -> ConsoleOptions:
        """Merges the options of a command with the global ones before its name."""
        common = inherited or cls()
        return cls(common.no_color or no_color, common.quiet or quiet)

    def info(self, line: str) -> None:
        """Prints a line on stderr, unless quiet."""
        if not self.quiet:
            print_to_stderr(line)

    def style(self, stream: TextIO | None = None) -> TextStyle:
        """Returns width and colour for text on a stream (default: standard output)."""
        stream = sys.stdout if stream is None else stream
        if not stream.isatty():
            return TextStyle()
        return TextStyle(_width(stream), self._uses_colour())

    def _uses_colour(self) -> bool:
        return not (self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb")


DEFAULT_CONSOLE = ConsoleOptions()


def print_to_stderr(line: str) -> None:
    """Prints a line on stderr, without terminal escapes and CI commands."""
    print(escape_ci_commands(escape_controls(line)), file=sys.stderr)


def _width(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    if not columns.isdecimal() or int(columns) == 0:
        try:
            columns = str(os.get_terminal_size(stream.fileno()).columns)
        except (OSError, ValueError):
            return PIPE_WIDTH
    return max(MIN_WIDTH, min(int(columns) or PIPE_WIDTH, MAX_WIDTH))
