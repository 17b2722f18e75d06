"""`advisor evaluate`: every interaction of architecture files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from advisor.cli.call_problems import take_problems
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import declare
from advisor.cli.help import OUTPUT
from advisor.cli.options import (
    Color,
    Explain,
    FailOn,
    Ignore,
    Only,
    Output,
    Quiet,
    Reports,
    RulePacks,
    Severity,
    adr_option,
    format_option,
    setting_options,
)
from advisor.cli.output import STANDARD_STREAM
from advisor.reporters import REPORTERS


@declare()
def evaluate(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(
        metavar="PATH...", help="Files, read together, and directories, whose documents are read one by one; - is "
                                "standard input.")],
    only: Only = None,
    ignore: Ignore = None,
    severity: Severity = None,
    fail_on: FailOn = None,
    rules: RulePacks = None,
    explain: Explain = None,
    questions: Annotated[bool, typer.Option(
        "--questions", rich_help_panel=OUTPUT, help="Show every question, not only the most valuable ones.")] = False,
    form: Annotated[str | None, format_option(REPORTERS, "csv has a row for each interaction")] = None,
    output: Output = STANDARD_STREAM,
    report: Reports = None,
    adr: Annotated[str | None, adr_option("the decisions, those of --explain or all")] = None,
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Advise on every interaction of architecture files and design documents, and find what is wrong with them.

    What is not stated is never a fault; it becomes a question. A file .advisor.yaml sets the options for good
    (see advisor config --help).

    Example: advisor evaluate orders.yaml --explain order-created
    """
    from advisor.cli.evaluate.run import EvaluateArguments, run

    options = setting_options(only, ignore, severity, fail_on, rules, form)
    arguments = EvaluateArguments(tuple(files), tuple(explain or ()), questions, output, tuple(report or ()), adr,
                                  options, ConsoleOptions.merge(ctx.obj, color, quiet))
    return partial(run, arguments, take_problems(ctx))
