"""Console options of every command: colour and `--quiet`."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple, TextIO

from advisor.page.style import PIPE_WIDTH, TextStyle
from advisor.text.sanitise import escape_ci_commands, escape_controls

MIN_WIDTH, MAX_WIDTH = 40, 200
AUTO, ALWAYS, NEVER = "auto", "always", "never"
COLOR_CHOICES = (AUTO, ALWAYS, NEVER)
LINKING_PROGRAMS = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "zed")
LINKING_TERMINALS = ("xterm-kitty", "alacritty", "foot", "xterm-ghostty")
MIN_LINKING_VTE = 5000  # 0.50; older ones print the escape
TEXT = "text"  # the format for people


class ConsoleOptions(NamedTuple):
    """When to use colours, and whether to print messages beside the result."""

    color: str = AUTO
    quiet: bool = False

    @classmethod
    def merge(cls, inherited: ConsoleOptions | None, color: str | None = None, quiet: bool = False) -> ConsoleOptions:
        """Merges the options of a command with the global ones before its name."""
        common = inherited or cls()
        return cls(color or common.color, common.quiet or quiet)

    def info(self, line: str) -> None:
        """Prints a line on stderr, unless quiet."""
        if not self.quiet:
            print_to_stderr(line)

    def style(self, stream: TextIO | None = None, form: str = TEXT) -> TextStyle:
        """Returns the style of a stream (default: standard output); on a pipe, only text is coloured."""
        stream = sys.stdout if stream is None else stream
        is_terminal, colour = stream.isatty(), uses_colour(self.color, stream)
        if not is_terminal and not (colour and form == TEXT):
            return TextStyle()
        width = _width(stream) if is_terminal else PIPE_WIDTH
        is_unicode = (stream.encoding or "").lower().replace("-", "") == "utf8"
        return TextStyle(width, colour, is_terminal, is_unicode, is_terminal and colour and _follows_links())


DEFAULT_CONSOLE = ConsoleOptions()


def uses_colour(color: str, stream: TextIO) -> bool:
    """Returns whether to colour text on a stream: the option decides, then the environment, then the stream."""
    if color != AUTO:
        return color == ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if os.environ.get("CLICOLOR") == "0" or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def print_to_stderr(line: str) -> None:
    """Prints a line on stderr, without terminal escapes and CI commands."""
    print(escape_ci_commands(escape_controls(line)), file=sys.stderr)


def _follows_links() -> bool:
    """Returns whether the terminal is known to show hyperlinks (OSC 8); others may print them as text."""
    environment = os.environ
    vte = environment.get("VTE_VERSION", "")
    return (
        environment.get("TERM_PROGRAM") in LINKING_PROGRAMS
        or environment.get("TERM") in LINKING_TERMINALS
        or any(name in environment for name in ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM"))
        or (vte.isdecimal() and int(vte) >= MIN_LINKING_VTE)
    )


def _width(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    if not columns.isdecimal() or int(columns) == 0:
        try:
            columns = str(os.get_terminal_size(stream.fileno()).columns)
        except (OSError, ValueError):
            return PIPE_WIDTH
    return max(MIN_WIDTH, min(int(columns) or PIPE_WIDTH, MAX_WIDTH))
