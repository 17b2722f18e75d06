"""`advisor compare`: differences in decisions and findings between two versions of an architecture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from advisor.cli.compare.run import Call, run
from advisor.cli.manners import Manners
from advisor.cli.output import STANDARD
from advisor.cli.settings.values import Options
from advisor.cli.typed import (
    HELP_SETTINGS,
    Directories,
    FailOn,
    Ignore,
    Only,
    Severity,
    choice,
    completes,
    only_command,
)
from advisor.reporters.comparison import FORMATS

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
    form: Annotated[str | None, typer.Option(
        "--format", callback=choice(FORMATS), autocompletion=completes(FORMATS), metavar="FORMAT",
        help="text, json or markdown, which makes a comment for a pull request.  [default: text]")] = None,
    output: Annotated[str, typer.Option(metavar="FILE", help="Write the result to a file.")] = STANDARD,
    rules: Directories = None,
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
    options = Options(tuple(only or ()), tuple(ignore or ()), tuple(severity or ()), fail_on, tuple(rules or ()), form)
    return partial(run, Call(before, after, output, options, Manners.of(ctx.obj, no_color, quiet)))


def command() -> Any:
    """Returns the command."""
    return only_command(app)
