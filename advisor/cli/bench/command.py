"""`advisor bench`: measures performance claims about patterns on this machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from advisor.cli.bench.run import DEFAULT_SECONDS, FORMATS, MAX_SECONDS, MIN_SECONDS, BenchArguments, run
from advisor.cli.console import ConsoleOptions
from advisor.cli.typer_options import HELP_SETTINGS, choice_callback, completer, single_command

app = typer.Typer(rich_markup_mode=None, add_completion=False)


def _complete_claims(incomplete: str) -> list[str]:
    from advisor.bench.claims import BENCHMARKS_BY_NAME

    return completer(BENCHMARKS_BY_NAME)(incomplete)


@app.command(context_settings=HELP_SETTINGS)
def bench(
    ctx: typer.Context,
    claim: Annotated[list[str] | None, typer.Option(
        metavar="NAME", autocompletion=_complete_claims,
        help="Measure this claim alone (repeatable): client-reuse, message-size, decode-time, encode-time, "
             "rest-vs-grpc-latency, rest-vs-grpc-throughput, queue-round-trip, confirmed-publish.")] = None,
    seconds: Annotated[float, typer.Option(
        metavar="N", min=MIN_SECONDS, max=MAX_SECONDS,
        help="How long to measure in all; setting up and warming up come on top.")] = DEFAULT_SECONDS,
    output: Annotated[str, typer.Option(
        metavar="FILE", help="Also write the numbers to a file, such as calibration.yaml, which rules may cite.")] = "",
    form: Annotated[str, typer.Option(
        "--format", callback=choice_callback(FORMATS), autocompletion=completer(FORMATS), metavar="FORMAT",
        help="text, json or svg.")] = "text",
    keep: Annotated[str, typer.Option(
        metavar="DIR", help="Keep the projects and their environment in a folder, and use again what is there.")] = "",
    show: Annotated[str, typer.Option(
        metavar="FILE", help="Show what was measured before instead of measuring.")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing beside the result.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> Callable[[], int]:
    """Measure on this machine what is said about patterns, with the projects that `advisor scaffold` writes.

    Needs a package index the first time, for the packages of the projects. RabbitMQ takes part where AMQP_URL is set.
    No number measured here changes what is advised.

    Example: advisor bench --claim rest-vs-grpc-latency --output calibration.yaml
    """
    console = ConsoleOptions.merge(ctx.obj, no_color, quiet)
    return partial(run, BenchArguments(tuple(claim or ()), seconds, output, form, keep, show, console))


def command() -> Any:
    """Returns the command."""
    return single_command(app)
