"""`advisor recommend` in typer: help and completion only; `run` parses the arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advisor.cli.face import HELP_FLAGS, Face, as_typer, called
from advisor.cli.fast import words_of
from advisor.cli.options import OWN, option_table, unique
from advisor.cli.typed import HELP_SETTINGS

HELP = """Recommend a pattern for one interaction, from what is known about it.

Every fact may be left out; unknown is not no.

Example: advisor recommend --no-needs-response --fan-out 4 --replay
"""


class Recommend(Face):
    """Builds its options from the facts of the pack, for help and completion."""

    overlays: tuple[str, ...] = ()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        self.overlays = tuple(words_of("--rules", args))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Callable[[], int]:
        from advisor.cli.recommend.run import run

        return called(run, ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        from advisor.api import load_engine

        options = unique(option_table(load_engine(self.overlays).terms))
        return [as_typer(option) for option in options if option.flag != "--help"] + [self.get_help_option(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        own_flags = {option.flag for option in OWN} | HELP_FLAGS
        records = [(param.opts[0] in own_flags, param.get_help_record(ctx)) for param in self.get_params(ctx)]
        for title, lists_own in (("Facts", False), ("Options", True)):
            with formatter.section(title):
                formatter.write_dl([record for is_own, record in records if is_own == lists_own and record])


def command() -> Face:
    """Returns the command."""
    return Recommend("recommend", help=HELP, context_settings=HELP_SETTINGS, rich_markup_mode=None)
