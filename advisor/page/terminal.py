"""The rich console of a terminal, and text for it: escaped, and never read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import TextIO

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.text import Text

from advisor.page.elements import Content, Run
from advisor.page.style import TextStyle
from advisor.text.sanitise import escape_controls, escape_hash_commands

COMMAND_START = re.compile(r"(?<!\S)::")  # a CI command, if a line begins with it
HTTPS = "https://"
ASCII_MARKS = str.maketrans({"✓": "+", "✗": "x"})


def open_console(style: TextStyle, file: TextIO | None = None) -> Console:
    """Returns a console that writes to a file, or to memory. It reads no environment: the style says it all."""
    return Console(
        file=StringIO() if file is None else file, width=style.width, color_system="standard" if style.colour else None,
        force_terminal=style.colour or style.is_terminal, no_color=not style.colour, markup=False, highlight=False,
        emoji=False, legacy_windows=False, _environ={})


def styled_text(content: Content, base: str, style: TextStyle) -> Text:
    """Returns text from anywhere in its styles; a link is written where the terminal can follow it."""
    text = Text(overflow="fold", end="")
    for run in (Run(content),) if isinstance(content, str) else content:
        text.append(shown_text(run.text, style), Style.parse(base) + _run_style(run, style))
    return text


def safe_text(text: str) -> str:
    """Returns text without controls and CI commands."""
    return COMMAND_START.sub(r"\\::", escape_hash_commands(escape_controls(text)))


def shown_text(text: str, style: TextStyle) -> str:
    """Returns text without controls and CI commands, with arrows if they can be shown."""
    shown = safe_text(text)
    return shown.replace(" -> ", " → ") if style.is_unicode else shown.translate(ASCII_MARKS)


def wrapped_lines(text: Text, lead: int, hang: int, console: Console) -> Iterator[Text]:
    """Yields the lines of a text: the first is indented by `lead` cells, the others by `hang`."""
    for number, line in enumerate(text.wrap(console, console.width - max(lead, hang, 1), overflow="fold")):
        line.rstrip()
        indent = " " * (hang if number else lead)
        if line.plain.startswith("::"):  # a CI command: a long word was broken before it
            indent = f"{indent[1:]}\\"
        yield Text(indent, end="").append_text(line)


def render_line(text: Text, console: Console) -> str:
    """Returns a line of text with its styles as the console would print it."""
    colours = ColorSystem.STANDARD if console.color_system else None
    return "".join(segment.style.render(segment.text, color_system=colours) if segment.style else segment.text
                   for segment in text.render(console, end="\n"))


def _run_style(run: Run, style: TextStyle) -> Style:
    link = run.link if style.has_links and run.link.startswith(HTTPS) and run.link.isprintable() else None
    return Style.parse(run.style) + Style(link=link)
