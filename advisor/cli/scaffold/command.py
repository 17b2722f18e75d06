"""`advisor scaffold`: a runnable project for a pattern, an interaction or a whole architecture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from advisor.cli.completion import complete_subjects
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import declare
from advisor.cli.help import FILES, OUTPUT
from advisor.cli.options import Color, DataFormat, Interaction, Quiet, RulePacks


@declare()
def scaffold(
    ctx: typer.Context,
    out: Annotated[str, typer.Option("--out", "--output", metavar="DIR", rich_help_panel=OUTPUT,
                                     help="The folder of the project.")],
    source: Annotated[str, typer.Argument(
        metavar="[PATTERN|FILE]", autocompletion=complete_subjects,
        help="A pattern, or an architecture file; of a project that is there, what it was made from if left out.")
    ] = "",
    interaction: Interaction = "",
    technology: Annotated[str, typer.Option(
        "--technology", metavar="NAME", rich_help_panel=FILES,
        help="What it runs on, such as rabbitmq, sqs, kafka or pubsub.")] = "",
    name: Annotated[str, typer.Option(
        "--name", metavar="NAME", rich_help_panel=FILES, help="The name of the service.")] = "",
    rules: RulePacks = None,
    dry_run: Annotated[bool, typer.Option(
        "--dry-run", rich_help_panel=OUTPUT, help="List what would be written, and write nothing.")] = False,
    diff: Annotated[bool, typer.Option(
        "--diff", rich_help_panel=OUTPUT, help="Show what would be written, and write nothing.")] = False,
    check: Annotated[bool, typer.Option(
        "--check", rich_help_panel=OUTPUT,
        help="Exit with 1 where the project is not what would be written; write nothing.")] = False,
    update: Annotated[bool, typer.Option(
        "--update", rich_help_panel=OUTPUT, help="Bring a project up to date; what you changed in it stays.")] = False,
    allow_dirty: Annotated[bool, typer.Option(
        "--allow-dirty", rich_help_panel=OUTPUT, help="Update a project with uncommitted changes too.")] = False,
    form: DataFormat = "text",
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Write a project that runs: for a pattern, an interaction or a whole architecture.

    It comes with its decision record and with tests that fail when one of its guards is taken out.

    Example: advisor scaffold orders.yaml --interaction place-order --out shop
    """
    from advisor.cli.scaffold.run import ScaffoldArguments, run

    console = ConsoleOptions.merge(ctx.obj, color, quiet)
    return partial(run, ScaffoldArguments(out, source, interaction, technology, name, dry_run, diff, check, update,
                                          allow_dirty, form, tuple(rules or ()), console))
