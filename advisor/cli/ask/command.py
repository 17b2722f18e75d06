"""`advisor ask`: the interview."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from advisor.cli.ask.run import AskArguments, run
from advisor.cli.ask.saved_interview import DEFAULT_PATH
from advisor.cli.console import ConsoleOptions
from advisor.cli.fact_options import FORMATS
from advisor.cli.output import STANDARD_STREAM
from advisor.cli.typer_options import HELP_SETTINGS, RulePackDirectories, choice_callback, completer, single_command

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class AskCommand(TyperCommand):
    """The `ask` command; `--resume` may come without a value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(_with_default(args)))


def _with_default(args: Sequence[str]) -> Iterator[str]:
    for word, following in pairwise((*args, "")):
        yield word
        if word == "--resume" and (not following or following.startswith("-")):
            yield DEFAULT_PATH


@app.command(cls=AskCommand, context_settings=HELP_SETTINGS)
def ask(
    ctx: typer.Context,
    answers: Annotated[str, typer.Option(
        metavar="FILE", help="Read answers from a YAML or JSON file (- is standard input); --set outranks it.")] = "",
    sets: Annotated[list[str] | None, typer.Option(
        "--set", metavar="FACT=VALUE", help="Answer a question, such as replay=true; unknown is an answer too "
                                            "(repeatable).")] = None,
    save: Annotated[str, typer.Option(
        metavar="FILE", help="Add what is found to this architecture file; names are asked as well.")] = "",
    sender: Annotated[str, typer.Option("--from", metavar="NAME", help="Who starts the interaction, for --save.")] = "",
    receivers: Annotated[str, typer.Option("--to", metavar="NAMES", help="Whom it reaches, with commas.")] = "",
    identity: Annotated[str, typer.Option("--id", metavar="ID", help="What the interaction is called.")] = "",
    operation: Annotated[str, typer.Option(metavar="TEXT", help="What is called or sent.")] = "",
    resume: Annotated[str, typer.Option(
        metavar="FILE", help=f"Go on with an interview that was stopped.  [default: {DEFAULT_PATH}]")] = "",
    plain: Annotated[bool, typer.Option("--plain", help="Ask in numbered lines; ACCESSIBLE=1 does so too.")] = False,
    questions: Annotated[bool, typer.Option(
        "--questions", help="Show the next question and what is open, and ask nothing.")] = False,
    form: Annotated[str, typer.Option(
        "--format", callback=choice_callback(FORMATS), autocompletion=completer(FORMATS), metavar="FORMAT",
        help="text, json or markdown.")] = "text",
    output: Annotated[str, typer.Option(metavar="FILE", help="Write the result to a file.")] = STANDARD_STREAM,
    adr: Annotated[str | None, typer.Option(
        "--adr", metavar="PATH", help="Also record the decision: in a folder of decision records, or in a file that "
                                      "ends in .md.")] = None,
    rules: RulePackDirectories = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing beside questions and result.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> Callable[[], int]:
    """Ask as little as it takes to recommend a pattern; "don't know" is a fine answer.

    Every question says why it is asked now and what each answer would do. Ctrl-C keeps the answers for --resume.
    Without a terminal nothing is asked: what is missing is listed with the option that gives it.

    Example: advisor ask --set audience=internal --save architecture.yaml
    """
    names = {"from": sender, "to": receivers, "id": identity, "operation": operation}
    given = tuple((key, name) for key, name in names.items() if name)
    return partial(run, AskArguments(answers, tuple(sets or ()), given, save, resume, plain, questions, form, output,
                                     tuple(rules or ()), ConsoleOptions.merge(ctx.obj, no_color, quiet), adr))


def command() -> Any:
    """Returns the command."""
    return single_command(app)
