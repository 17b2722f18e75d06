"""`advisor recommend`: a pattern for one interaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from advisor.cli.call_problems import take_problems
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import declare
from advisor.cli.fact_options import FactCommand, stated_facts
from advisor.cli.help import FACTS
from advisor.cli.options import AnswerFormat, Color, Quiet, RulePacks, WhatIf, adr_option, output_option
from advisor.cli.output import STANDARD_STREAM


@declare(cls=FactCommand)
def recommend(
    ctx: typer.Context,
    facts: Annotated[str | None, typer.Option(
        "--facts", metavar="FILE", rich_help_panel=FACTS,
        help="Read facts from a YAML or JSON file (- is standard input); options outrank it.")] = None,
    what_if: WhatIf = None,
    rules: RulePacks = None,
    form: AnswerFormat = "text",
    output: Annotated[str, output_option("the answer")] = STANDARD_STREAM,
    adr: Annotated[str | None, adr_option("the decision")] = None,
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Recommend a pattern for one interaction, from what is known about it.

    Every fact may be left out; unknown is not no.

    Example: advisor recommend --no-needs-response --fan-out 4 --replay
    """
    from advisor.cli.recommend.run import RecommendArguments, run

    stated = stated_facts(ctx)
    console = ConsoleOptions.merge(ctx.obj, color, quiet)
    arguments = RecommendArguments(stated.values, facts, tuple(what_if or ()), form, output, adr, console)
    return partial(run, arguments, stated.engine, take_problems(ctx))
