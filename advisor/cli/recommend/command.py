"""`advisor recommend` in typer: help and completion only; `run` parses the arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advisor.cli.argument_parser import find_option_values
from advisor.cli.fact_options import COMMAND_OPTIONS, option_table, unique_options
from advisor.cli.typer_bridge import HELP_FLAGS, SelfParsingCommand, bind_arguments, to_typer_option
from advisor.cli.typer_options import HELP_SETTINGS

HELP = """Recommend a pattern for one interaction, from what is known about it.

Every fact may be left out; unknown is not no.

Example: advisor recommend --no-needs-response --fan-out 4 --replay
"""


class RecommendCommand(SelfParsingCommand):
    """Builds its options from the facts of the pack, for help and completion."""

    overlays: tuple[str, ...] = ()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        self.overlays = tuple(find_option_values("--rules", args))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Callable[[], int]:
        from advisor.cli.recommend.run import run

        return bind_arguments(run, ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        from advisor.api import load_engine

        options = unique_options(option_table(load_engine(self.overlays).terms))
        return [to_typer_option(option) for option in options if option.flag != "--help"] + [self.get_help_option(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        own_flags = {option.flag for option in COMMAND_OPTIONS} | HELP_FLAGS
        records = [(param.opts[0] in own_flags, param.get_help_record(ctx)) for param in self.get_params(ctx)]
        for title, lists_own in (("Facts", False), ("Options", True)):
            with formatter.section(title):
                formatter.write_dl([record for is_own, record in records if is_own == lists_own and record])


def command() -> SelfParsingCommand:
    """Returns the command."""
    return RecommendCommand("recommend", help=HELP, context_settings=HELP_SETTINGS, rich_markup_mode=None)
