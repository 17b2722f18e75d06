"""Typer adapters (help, completion) for commands with our own argument parser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from typer.core import TyperCommand, TyperOption

from advisor.cli.console import ConsoleOptions
from advisor.cli.fact_options import CommandOption
from advisor.cli.typer_options import HELP_SETTINGS

HELP_FLAGS = frozenset(HELP_SETTINGS["help_option_names"])


class SelfParsingCommand(TyperCommand):
    """Typer command for help and completion only; leaves the arguments to our own parser."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        if any(flag in args for flag in HELP_FLAGS):
            print(ctx.get_help())
            ctx.exit()
        ctx.args = args
        return args


def bind_arguments(run: Callable[[list[str]], int], ctx: Any) -> Callable[[], int]:
    """Binds a command's function to its arguments, preceded by the global options."""
    return partial(run, [*_global_flags(ctx.obj), *ctx.args])


def to_typer_option(option: CommandOption) -> TyperOption:
    """Converts an option for typer's help and completion."""
    flags = f"{option.flag}/{option.negative_flag}" if option.negative_flag else option.flag
    if not option.metavar:
        return TyperOption(param_decls=[flags], is_flag=True, default=None, help=option.help)
    return TyperOption(param_decls=[option.flag], metavar=option.metavar, multiple=option.repeatable, help=option.help,
                       autocompletion=partial(_complete, option.values))


def _complete(values: Sequence[str], ctx: Any, args: list[str], incomplete: str) -> list[str]:
    return [value for value in values if value.startswith(incomplete)]


def _global_flags(console: ConsoleOptions | None) -> list[str]:
    if console is None:
        return []
    flags = (("--no-color", console.no_color), ("--quiet", console.quiet))
    return [flag for flag, is_set in flags if is_set]
