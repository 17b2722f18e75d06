"""Help of a command: panels on a terminal, plain text elsewhere, with the same groups of options."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from inspect import cleandoc
from typing import Any

from advisor.cli.console import ConsoleOptions, uses_colour

RULES, FACTS, FILES, OUTPUT, BASELINE, FIXES, RUN, GENERAL = (
    "Rules", "Facts", "Files", "Output", "Baseline", "Fixes", "Run", "General")
ARGUMENTS, COMMANDS = "Arguments", "Commands"
MAX_PANEL_WIDTH = 120
MAX_NAME_WIDTH = 30  # cells; a longer list of names and values breaks
UNBROKEN = "\N{NON-BREAKING HYPHEN}"  # lines would be broken within names such as --fail-on
HelpRows = list[tuple[str, str]]  # names, text


def write_help(command: Any, ctx: Any, formatter: Any, commands: HelpRows | None = None) -> None:
    """Writes the help of a command to a formatter; on a terminal, draws panels at once.

    Args:
        commands: the names of subcommands and their help.
    """
    groups = _option_groups(command.get_params(ctx), ctx)
    if commands:
        groups[COMMANDS] = commands
    if sys.stdout.isatty():
        _print_panels(command, ctx, groups)
        return
    command.format_usage(ctx, formatter)
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(_unbroken(cleandoc(command.help or "")))
    for title, rows in groups.items():
        with formatter.section(title):
            formatter.write_dl([(names, _unbroken(text)) for names, text in rows])
    formatter.buffer[:] = [part.replace(UNBROKEN, "-") for part in formatter.buffer]


def _unbroken(text: str) -> str:
    return text.replace("-", UNBROKEN)


def _option_groups(params: Iterable[Any], ctx: Any) -> dict[str, HelpRows]:
    groups: dict[str, HelpRows] = {ARGUMENTS: []}
    for param in params:
        row = param.get_help_record(ctx)
        if row is not None:
            title = ARGUMENTS if param.param_type_name == "argument" else param.rich_help_panel or GENERAL
            groups.setdefault(title, []).append(row)
    return {title: rows for title, rows in groups.items() if rows}


def _print_panels(command: Any, ctx: Any, groups: Mapping[str, HelpRows]) -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    colour = uses_colour((ctx.obj or ConsoleOptions()).color, sys.stdout)
    console = Console(color_system="auto" if colour else None, force_terminal=True, highlight=False, emoji=False)
    console.width = min(console.width, MAX_PANEL_WIDTH)
    console.print(Text(command.get_usage(ctx), "bold"))
    for paragraph in cleandoc(command.help or "").split("\n\n"):
        console.print("", Text(" ".join(paragraph.split())), sep="\n")
    console.print()
    for title, rows in groups.items():
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(style="cyan", max_width=MAX_NAME_WIDTH, overflow="fold")
        table.add_column(ratio=1)
        for names, text in rows:
            table.add_row(Text(names), Text(text))
        console.print(Panel(table, title=Text(title, "bold"), title_align="left", border_style="dim"))
