"""`advisor ask`: the interview."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Annotated, Any

import typer

from advisor.cli.ask.saved_interview import DEFAULT_PATH
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import CollectingCommand, declare
from advisor.cli.help import FACTS, FILES, OUTPUT
from advisor.cli.options import AnswerFormat, Color, Output, Quiet, RulePacks, SetFacts, adr_option
from advisor.cli.output import STANDARD_STREAM


class AskCommand(CollectingCommand):
    """The `ask` command; `--resume` may come without a value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(_with_default(args)))


def _with_default(args: Sequence[str]) -> Iterator[str]:
    for word, following in pairwise((*args, "")):
        yield word
        if word == "--resume" and (not following or following.startswith("-")):
            yield DEFAULT_PATH


@declare(cls=AskCommand)
def ask(
    ctx: typer.Context,
    answers: Annotated[str, typer.Option(
        "--answers", metavar="FILE", rich_help_panel=FACTS,
        help="Read answers from a YAML or JSON file (- is standard input); --set outranks it.")] = "",
    sets: SetFacts = None,
    rules: RulePacks = None,
    save: Annotated[str, typer.Option(
        "--save", metavar="FILE", rich_help_panel=FILES,
        help="Add what is found to this architecture file; names are asked as well.")] = "",
    sender: Annotated[str, typer.Option(
        "--from", metavar="NAME", rich_help_panel=FILES, help="Who starts the interaction, for --save.")] = "",
    receivers: Annotated[str, typer.Option(
        "--to", metavar="NAMES", rich_help_panel=FILES, help="Whom it reaches, with commas.")] = "",
    identity: Annotated[str, typer.Option(
        "--id", metavar="ID", rich_help_panel=FILES, help="What the interaction is called.")] = "",
    operation: Annotated[str, typer.Option(
        "--operation", metavar="TEXT", rich_help_panel=FILES, help="What is called or sent.")] = "",
    resume: Annotated[str, typer.Option(
        "--resume", metavar="FILE", rich_help_panel=FILES,
        help=f"Go on with an interview that was stopped.  [default: {DEFAULT_PATH}]")] = "",
    plain: Annotated[bool, typer.Option(
        "--plain", rich_help_panel=OUTPUT, help="Ask in numbered lines; ACCESSIBLE=1 does so too.")] = False,
    questions: Annotated[bool, typer.Option(
        "--questions", rich_help_panel=OUTPUT, help="Show the next question and what is open, and ask nothing.")
    ] = False,
    form: AnswerFormat = "text",
    output: Output = STANDARD_STREAM,
    adr: Annotated[str | None, adr_option("the decision")] = None,
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Ask as little as it takes to recommend a pattern; "don't know" is a fine answer.

    Every question says why it is asked now and what each answer would do. Ctrl-C keeps the answers for --resume.
    Without a terminal nothing is asked: what is missing is listed with the option that gives it.

    Example: advisor ask --set audience=internal --save architecture.yaml
    """
    from advisor.cli.ask.run import AskArguments, run

    names = {"from": sender, "to": receivers, "id": identity, "operation": operation}
    given = tuple((key, name) for key, name in names.items() if name)
    return partial(run, AskArguments(answers, tuple(sets or ()), given, save, resume, plain, questions, form, output,
                                     tuple(rules or ()), ConsoleOptions.merge(ctx.obj, color, quiet), adr))
