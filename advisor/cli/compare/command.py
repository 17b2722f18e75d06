"""`advisor compare`: differences in decisions and findings between two versions of an architecture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from advisor.cli.call_problems import take_problems
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import declare
from advisor.cli.options import (
    Color,
    FailOn,
    Ignore,
    Only,
    Output,
    Quiet,
    RulePacks,
    Severity,
    format_option,
    setting_options,
)
from advisor.cli.output import STANDARD_STREAM
from advisor.reporters import REPORTERS


@declare()
def compare(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The earlier version; - is standard input.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The later version.")],
    only: Only = None,
    ignore: Ignore = None,
    severity: Severity = None,
    fail_on: FailOn = None,
    rules: RulePacks = None,
    form: Annotated[str | None, format_option(
        REPORTERS, "text, json, markdown and html hold every difference, the others the new findings")] = None,
    output: Output = STANDARD_STREAM,
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Show how decisions, findings and flows differ between two versions of an architecture or design document.

    Interactions are the same by their id, else by who says what to whom. Exits with 1 where something got worse: a new
    finding at or over --fail-on, a decision that is open again or in conflict, a declared pattern that is no longer the
    advised one, a flow that misses its target now. With --fail-on disagreement only the declared patterns count, with
    --fail-on never nothing does. --format markdown makes a comment for a pull request.

    Example: git show main:orders.yaml | advisor compare - orders.yaml
    """
    from advisor.cli.compare.run import CompareArguments, run

    options = setting_options(only, ignore, severity, fail_on, rules, form)
    arguments = CompareArguments(before, after, output, options, ConsoleOptions.merge(ctx.obj, color, quiet))
    return partial(run, arguments, take_problems(ctx))
