"""Typer application; imports a command's module on demand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command as as_command

from advisor.cli.console import ConsoleOptions, print_to_stderr
from advisor.cli.exit_codes import CLEAN, INVALID_INPUT
from advisor.cli.typer_options import HELP_SETTINGS
from advisor.text.suggestions import did_you_mean
from advisor.version import __version__

# Each module defines `command()`; the help lines are repeated here so that `--help` imports none of the modules.
COMMANDS = {
    "ask": ("advisor.cli.ask.command", "Ask as little as it takes to recommend a pattern."),
    "recommend": ("advisor.cli.recommend.command", "Recommend a pattern for one interaction."),
    "evaluate": ("advisor.cli.evaluate.command",
                 "Advise on every interaction of architecture files, and find their faults."),
    "compare": ("advisor.cli.compare.command", "Show what two versions of an architecture decide otherwise."),
    "scaffold": ("advisor.cli.scaffold.command", "Write a project that runs, for a pattern or a whole architecture."),
    "bench": ("advisor.cli.bench.command", "Measure on this machine what is said about patterns."),
    "lint": ("advisor.cli.lint.command", "Find what is wrong in design documents, for CI."),
    "config": ("advisor.cli.config.command", "Show every setting of evaluate and lint and where it comes from."),
    "rules": ("advisor.cli.rules.command", "Read and verify the knowledge."),
    "explain": ("advisor.cli.rules.explain", "Explain one rule, practice or pattern."),
    "schema": ("advisor.cli.schema", "Print the JSON Schema of the architecture file."),
}
UsageError: type[Any] = typer.BadParameter.__mro__[1]  # typer's base class of usage errors


class LazyCommandGroup(TyperGroup):
    """Command group that imports its commands lazily."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        return import_module(COMMANDS[cmd_name][0]).command()

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in COMMANDS.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"There is no command `{args[0]}`. {did_you_mean(args[0], COMMANDS)}".rstrip())
        return super().resolve_command(ctx, args)


app = typer.Typer(cls=LazyCommandGroup, no_args_is_help=True, context_settings=HELP_SETTINGS, rich_markup_mode=None,
                  pretty_exceptions_enable=False)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"advisor {__version__}")
        raise typer.Exit


@app.callback()
def advisor(
    ctx: typer.Context,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing beside the result.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True,
                                          help="Show the version and exit.")] = False,
) -> None:
    """How should these two services talk? A pattern, the reasons for it, and what would change the answer."""
    ctx.obj = ConsoleOptions(no_color, quiet)


def run_command_line(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code. The work runs after typer has returned, errors included."""
    try:
        result = as_command(app).main(list(arguments), prog_name="advisor", standalone_mode=False)
    except UsageError as error:
        return _report_usage_error(error)
    except SystemExit as stop:  # raised once shell completion has printed its output
        return stop.code if isinstance(stop.code, int) else CLEAN
    return result() if callable(result) else int(result or CLEAN)


def _report_usage_error(error: Any) -> int:
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        print(message, file=sys.stderr)
        return INVALID_INPUT
    command_path = error.ctx.command_path if error.ctx is not None else "advisor"
    print_to_stderr(f"error: {message} `{command_path} --help` lists what there is.")
    return INVALID_INPUT
