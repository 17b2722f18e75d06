"""`advisor evaluate`: every interaction of architecture files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from advisor.cli.console import ConsoleOptions
from advisor.cli.evaluate.run import EvaluateArguments, run
from advisor.cli.output import STANDARD_STREAM
from advisor.cli.typer_options import (
    HELP_SETTINGS,
    FailOn,
    Format,
    Ignore,
    Only,
    RulePackDirectories,
    Severity,
    single_command,
)
from advisor.settings.values import SettingOptions

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(context_settings=HELP_SETTINGS)
def evaluate(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Architecture files; - is standard input.")],
    explain: Annotated[list[str] | None, typer.Option(
        metavar="ID", help="Show this interaction alone, in full (repeatable).")] = None,
    questions: Annotated[bool, typer.Option(
        "--questions", help="Show every question, not only the most valuable ones.")] = False,
    only: Only = None,
    ignore: Ignore = None,
    severity: Severity = None,
    fail_on: FailOn = None,
    form: Format = None,
    output: Annotated[str, typer.Option(metavar="FILE", help="Write the result to a file.")] = STANDARD_STREAM,
    report: Annotated[list[str] | None, typer.Option(
        metavar="FORMAT=FILE", help="Also write this format to this file (repeatable).")] = None,
    adr: Annotated[str | None, typer.Option(
        "--adr", metavar="PATH", help="Also record the decisions, those of --explain or all: in a folder of decision "
                                      "records, or one in a file that ends in .md.")] = None,
    rules: RulePackDirectories = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing beside the result.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> Callable[[], int]:
    """Advise on every interaction of architecture files, and find what is wrong with them alone and together.

    What is not stated is never a fault; it becomes a question. A file .advisor.yaml sets the options for good
    (see advisor config --help).

    Example: advisor evaluate orders.yaml --explain order-created
    """
    options = SettingOptions(
        tuple(only or ()), tuple(ignore or ()), tuple(severity or ()), fail_on, tuple(rules or ()), form
    )
    return partial(
        run,
        EvaluateArguments(tuple(files), tuple(explain or ()), questions, output, tuple(report or ()), adr, options,
                          ConsoleOptions.merge(ctx.obj, no_color, quiet)),
    )


def command() -> Any:
    """Returns the command."""
    return single_command(app)
