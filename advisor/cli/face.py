"""Commands that parse their own words: what typer shows of them, and how they are called through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from typer.core import TyperCommand, TyperOption

from advisor.cli.manners import Manners
from advisor.cli.options import Option
from advisor.cli.typed import HELP_SETTINGS

HELP_FLAGS = frozenset(HELP_SETTINGS["help_option_names"])


class Face(TyperCommand):
    """Shows its options when help or completion asks for them; the words of a call are left to a parser of its own."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        if any(flag in args for flag in HELP_FLAGS):
            print(ctx.get_help())
            ctx.exit()
        ctx.args = args
        return args


def called(run: Callable[[list[str]], int], ctx: Any) -> Callable[[], int]:
    """Returns a call with the words it was given, and with what was asked for before the command's name."""
    return partial(run, [*_inherited(ctx.obj), *ctx.args])


def as_typer(option: Option) -> TyperOption:
    """Returns an option as typer shows and completes it."""
    flags = f"{option.flag}/{option.off}" if option.off else option.flag
    if not option.metavar:
        return TyperOption(param_decls=[flags], is_flag=True, default=None, help=option.help)
    return TyperOption(param_decls=[option.flag], metavar=option.metavar, multiple=option.many, help=option.help,
                       autocompletion=partial(_completed, option.values))


def _completed(values: Sequence[str], ctx: Any, args: list[str], incomplete: str) -> list[str]:
    return [value for value in values if value.startswith(incomplete)]


def _inherited(manners: Manners | None) -> list[str]:
    if manners is None:
        return []
    asked = (("--no-color", manners.no_color), ("--quiet", manners.quiet))
    return [flag for flag, wanted in asked if wanted]
