"""`advisor scaffold`: a runnable project for a pattern, an interaction or a whole architecture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from advisor.cli.console import ConsoleOptions
from advisor.cli.scaffold.run import ScaffoldArguments, run
from advisor.cli.typer_options import HELP_SETTINGS, RulePackDirectories, TextOrJson, single_command

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(context_settings=HELP_SETTINGS)
def scaffold(
    ctx: typer.Context,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="The folder of the project.")],
    source: Annotated[str, typer.Argument(
        metavar="[PATTERN|FILE]", help="A pattern, or an architecture file; of a project that is there, what it was "
                                       "made from if left out.")] = "",
    interaction: Annotated[str, typer.Option(
        metavar="ID", help="Only this interaction of the file, as a project of its own.")] = "",
    technology: Annotated[str, typer.Option(
        metavar="NAME", help="What it runs on, such as rabbitmq, sqs, kafka or pubsub.")] = "",
    name: Annotated[str, typer.Option(metavar="NAME", help="The name of the service.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be written, and write nothing.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would be written, and write nothing.")] = False,
    check: Annotated[bool, typer.Option(
        "--check", help="Exit with 1 where the project is not what would be written; write nothing.")] = False,
    update: Annotated[bool, typer.Option(
        "--update", help="Bring a project up to date; what you changed in it stays.")] = False,
    allow_dirty: Annotated[bool, typer.Option(
        "--allow-dirty", help="Update a project with uncommitted changes too.")] = False,
    form: TextOrJson = "text",
    rules: RulePackDirectories = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing beside the result.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> Callable[[], int]:
    """Write a project that runs: for a pattern, an interaction or a whole architecture.

    It comes with its decision record and with tests that fail when one of its guards is taken out.

    Example: advisor scaffold orders.yaml --interaction place-order --out place-order
    """
    return partial(
        run,
        ScaffoldArguments(out, source, interaction, technology, name, dry_run, diff, check, update, allow_dirty, form,
                          tuple(rules or ()), ConsoleOptions.merge(ctx.obj, no_color, quiet)),
    )


def command() -> Any:
    """Returns the command."""
    return single_command(app)
