"""`advisor compare`: differences in decisions and findings between two versions of an architecture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from advisor.cli.compare.run import CompareArguments, run
from advisor.cli.console import ConsoleOptions
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
def compare(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The earlier version; - is standard input.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The later version.")],
    only: Only = None,
    ignore: Ignore = None,
    severity: Severity = None,
    fail_on: FailOn = None,
    form: Format = None,
    output: Annotated[str, typer.Option(metavar="FILE", help="Write the result to a file.")] = STANDARD_STREAM,
    rules: RulePackDirectories = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing beside the result.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> Callable[[], int]:
    """Show how decisions, findings and flows differ between two versions of an architecture or design document.

    Interactions are the same by their id, else by who says what to whom. Exits with 1 where something got worse: a new
    finding at or over --fail-on, a decision that is open again or in conflict, a declared pattern that is no longer the
    advised one, a flow that misses its target now. With --fail-on disagreement only the declared patterns count, with
    --fail-on never nothing does.

    Example: git show main:orders.yaml | advisor compare - orders.yaml
    """
    options = SettingOptions(
        tuple(only or ()), tuple(ignore or ()), tuple(severity or ()), fail_on, tuple(rules or ()), form
    )
    return partial(
        run, CompareArguments(before, after, output, options, ConsoleOptions.merge(ctx.obj, no_color, quiet))
    )


def command() -> Any:
    """Returns the command."""
    return single_command(app)
