"""`advisor bench`: measures performance claims about patterns on this machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from advisor.cli.bench.run import DEFAULT_SECONDS, FORMATS, MAX_SECONDS, MIN_SECONDS, BenchArguments, run
from advisor.cli.completion import completer
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import declare
from advisor.cli.help import OUTPUT, RUN
from advisor.cli.options import Color, Quiet, format_option


def _complete_claims(ctx: typer.Context, incomplete: str) -> list[str]:
    from advisor.bench.claims import BENCHMARKS_BY_NAME

    return completer(BENCHMARKS_BY_NAME)(ctx, incomplete)


@declare()
def bench(
    ctx: typer.Context,
    claim: Annotated[list[str] | None, typer.Option(
        "--claim", metavar="NAME", autocompletion=_complete_claims, rich_help_panel=RUN,
        help="Measure this claim alone (repeatable): client-reuse, message-size, decode-time, encode-time, "
             "rest-vs-grpc-latency, rest-vs-grpc-throughput, queue-round-trip, confirmed-publish.")] = None,
    seconds: Annotated[float, typer.Option(
        "--seconds", metavar="N", min=MIN_SECONDS, max=MAX_SECONDS, rich_help_panel=RUN,
        help="How long to measure in all; setting up and warming up come on top.")] = DEFAULT_SECONDS,
    keep: Annotated[str, typer.Option(
        "--keep", metavar="DIR", rich_help_panel=RUN,
        help="Keep the projects and their environment in a folder, and use again what is there.")] = "",
    show: Annotated[str, typer.Option(
        "--show", metavar="FILE", rich_help_panel=RUN,
        help="Show what was measured before instead of measuring.")] = "",
    form: Annotated[str, format_option(FORMATS)] = "text",
    output: Annotated[str, typer.Option(
        "--output", "--out", metavar="FILE", rich_help_panel=OUTPUT,
        help="Also write the numbers to a file, such as calibration.yaml, which rules may cite.")] = "",
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Measure on this machine what is said about patterns, with the projects that `advisor scaffold` writes.

    Needs a package index the first time, for the packages of the projects. RabbitMQ takes part where AMQP_URL is set.
    No number measured here changes what is advised.

    Example: advisor bench --claim message-size --output calibration.yaml
    """
    console = ConsoleOptions.merge(ctx.obj, color, quiet)
    return partial(run, BenchArguments(tuple(claim or ()), seconds, output, form, keep, show, console))
