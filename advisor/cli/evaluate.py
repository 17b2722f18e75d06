"""`advisor evaluate`: every interaction of architecture files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from advisor.cli.exits import CLEAN, FINDINGS
from advisor.cli.manners import Manners
from advisor.cli.output import STANDARD, write
from advisor.cli.typed import HELP_SETTINGS, choice, completes, only_command
from advisor.reporters import REPORTERS
from advisor.reporters.report import Look, Report

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.architecture import Architecture

SEVERITIES = ("error", "warning", "info")
DISAGREEMENT, NEVER = "disagreement", "never"
FAIL_ON = (*SEVERITIES, DISAGREEMENT, NEVER)
LONG_WORK = 2000  # interactions; below, a progress line would only flicker

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class _Call(NamedTuple):
    files: tuple[str, ...]
    explain: tuple[str, ...]
    format: str
    output: str
    reports: tuple[str, ...]
    rules: tuple[str, ...]
    fail_on: str
    manners: Manners


@app.command(context_settings=HELP_SETTINGS)
def evaluate(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Architecture files; - is standard input.")],
    explain: Annotated[list[str] | None, typer.Option(
        metavar="ID", help="Show this interaction alone, in full (repeatable).")] = None,
    form: Annotated[str, typer.Option(
        "--format", callback=choice(tuple(REPORTERS)), autocompletion=completes(REPORTERS), metavar="FORMAT",
        help="text, json, markdown or csv.")] = "text",
    output: Annotated[str, typer.Option(metavar="FILE", help="Write the result to a file.")] = STANDARD,
    report: Annotated[list[str] | None, typer.Option(
        metavar="FORMAT=FILE", help="Also write this format to this file (repeatable).")] = None,
    rules: Annotated[list[str] | None, typer.Option(
        metavar="DIR", help="A rule pack to lay over the built-in one (repeatable).")] = None,
    fail_on: Annotated[str, typer.Option(
        callback=choice(FAIL_ON), autocompletion=completes(FAIL_ON), metavar="LEVEL",
        help="Exit with 1 on findings of this severity or above (error, warning, info), "
             "on a declared pattern that is not the advised one (disagreement), or never.")] = "error",
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing beside the result.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> Callable[[], int]:
    """Advise on every interaction of architecture files, and compare with what they declare.

    Example: advisor evaluate orders.yaml --explain order-created
    """
    manners = Manners.of(ctx.obj, no_color, quiet)
    return partial(run, _Call(tuple(files), tuple(explain or ()), form, output, tuple(report or ()),
                              tuple(rules or ()), fail_on, manners))


def command() -> Any:
    """Returns the command."""
    return only_command(app)


def run(call: _Call) -> int:
    """Writes every report asked for, and returns the exit code."""
    from advisor.api import load_engine, read_architecture
    from advisor.cli.files import Destination, check_destinations, read_reports

    further = read_reports(call.reports, tuple(REPORTERS))
    main = Destination(call.format, call.output)
    check_destinations([main, *further], call.files)
    engine = load_engine(call.rules)
    architecture = read_architecture(call.files, engine.terms)
    for warning in architecture.warnings:
        call.manners.say(f"warning: {warning}")
    for destination in further:  # before standard output, which may be closed early
        write(REPORTERS[destination.format](_whole(architecture, engine, call.manners, Look())), destination.path)
    write(_main_report(call, architecture, engine), call.output)
    _hint(call, architecture)
    return FINDINGS if call.fail_on == DISAGREEMENT and _disagrees(architecture, engine) else CLEAN


def _disagrees(architecture: Architecture, engine: Engine) -> bool:
    from advisor.api import decide
    from advisor.reporters.agreement import agreement

    return any(agreement(interaction, decision) for interaction, decision in decide(architecture, engine))


def _main_report(call: _Call, architecture: Architecture, engine: Engine) -> Iterator[str]:
    look = call.manners.look() if call.output == STANDARD else Look()
    if not call.explain:
        return REPORTERS[call.format](_whole(architecture, engine, call.manners, look))
    chosen = _chosen(call, architecture)
    kept = tuple(interaction for interaction in architecture.interactions if interaction.id in chosen)
    part = _whole(architecture._replace(interactions=kept), engine, call.manners, look)
    if call.format != "text":
        return REPORTERS[call.format](part)
    from advisor.reporters.text import pages

    return pages(part)


def _whole(architecture: Architecture, engine: Engine, manners: Manners, look: Look) -> Report:
    from advisor.api import decide, evaluate
    from advisor.cli.progress import progress

    count = len(architecture.interactions)
    results, decisions = evaluate(architecture, engine), decide(architecture, engine)
    if count > LONG_WORK and not manners.quiet:
        results, decisions = progress(results, count), progress(decisions, count)
    return Report(engine.name, architecture.interactions, results, decisions, architecture.name, look=look)


def _chosen(call: _Call, architecture: Architecture) -> set[str]:
    from advisor.errors import InputError, Problem
    from advisor.notation.suggest import did_you_mean

    known = {interaction.id for interaction in architecture.interactions}
    unknown = [Problem(f"There is no interaction `{name}`.", did_you_mean(name, known), file="--explain")
               for name in call.explain if name not in known]
    if unknown:
        raise InputError(unknown)
    return set(call.explain)


def _hint(call: _Call, architecture: Architecture) -> None:
    if call.format == "text" and call.output == STANDARD and not call.explain and architecture.interactions:
        from shlex import join

        example = join(("advisor", "evaluate", *call.files, "--explain", architecture.interactions[0].id))
        call.manners.say(f"Why, why not and what would change it: {example}")
