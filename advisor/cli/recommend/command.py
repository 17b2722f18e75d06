"""`advisor recommend` as typer sees it: help and completion. The parsing is done in `fast`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from typer.core import TyperCommand, TyperOption

from advisor.cli.fast import words_of
from advisor.cli.manners import Manners
from advisor.cli.options import OWN, Option, option_table, unique

HELP = """Recommend a pattern for one interaction, from what is known about it.

Every fact may be left out; unknown is not no.

Example: advisor recommend --no-needs-response --fan-out 4 --replay
"""
HELP_FLAGS = ("--help", "-h")


class Recommend(TyperCommand):
    """Builds its options from the facts of the pack, when help or completion asks for them."""

    overlays: tuple[str, ...] = ()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        self.overlays = tuple(words_of("--rules", args))
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        if any(flag in args for flag in HELP_FLAGS):
            print(ctx.get_help())
            ctx.exit()
        ctx.args = args
        return args

    def invoke(self, ctx: Any) -> Callable[[], int]:
        from advisor.cli.recommend.run import run

        return partial(run, [*ctx.args, *inherited(ctx.obj)])

    def get_params(self, ctx: Any) -> list[Any]:
        from advisor.api import load_engine

        options = unique(option_table(load_engine(self.overlays).terms))
        return [as_typer(option) for option in options if option.flag != "--help"] + [self.get_help_option(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        own = {option.flag for option in OWN} | set(HELP_FLAGS)
        records = [(param.opts[0] in own, param.get_help_record(ctx)) for param in self.get_params(ctx)]
        for title, is_own in (("Facts", False), ("Options", True)):
            with formatter.section(title):
                formatter.write_dl([record for whose, record in records if whose == is_own and record])


def command() -> TyperCommand:
    """Returns the command."""
    return Recommend("recommend", help=HELP, context_settings={"help_option_names": list(reversed(HELP_FLAGS))},
                     rich_markup_mode=None)


def as_typer(option: Option) -> TyperOption:
    """Returns an option as typer shows and completes it."""
    flags = f"{option.flag}/{option.off}" if option.off else option.flag
    if not option.metavar:
        return TyperOption(param_decls=[flags], is_flag=True, default=None, help=option.help)
    return TyperOption(param_decls=[option.flag], metavar=option.metavar, multiple=option.many, help=option.help,
                       autocompletion=partial(_completed, option.values))


def _completed(values: Sequence[str], ctx: Any, args: list[str], incomplete: str) -> list[str]:
    return [value for value in values if value.startswith(incomplete)]


def inherited(manners: Manners | None) -> list[str]:
    """Returns what was asked for before the command's name."""
    if manners is None:
        return []
    asked = (("--no-color", manners.no_color), ("--quiet", manners.quiet))
    return [flag for flag, wanted in asked if wanted]
