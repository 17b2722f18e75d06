"""`advisor lint` as typer sees it: help and completion. The parsing is done in `fast`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from typer.core import TyperArgument, TyperCommand

from advisor.cli.lint.options import OPTIONS
from advisor.cli.recommend.command import HELP_FLAGS, as_typer, inherited

HELP = """Find what is wrong in design documents and architecture files, and what they contradict themselves in.

Markdown is read for Mermaid, PlantUML and Structurizr diagrams, tables of interactions, lists of arrows and blocks of
YAML; files of these notations, AsyncAPI and compose files are read as well. A directory is searched for all of them.
Without a PATH, that is the current one.

What is not said is never a fault. A finding is silenced where it stands by <!-- advisor: ignore RULE -- reason -->,
in YAML by # advisor: ..., in Mermaid by %% advisor: ...

Exit codes: 0 nothing at or over --fail-on; 1 findings; 2 the call is wrong; 3 no document was there to check; 4 a file
could not be checked.

Example: advisor lint docs --report sarif=advisor.sarif
"""


class Lint(TyperCommand):
    """Shows its options when help or completion asks for them; the rest is left to a parser of its own."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        if any(flag in args for flag in HELP_FLAGS):
            print(ctx.get_help())
            ctx.exit()
        ctx.args = args
        return args

    def invoke(self, ctx: Any) -> Callable[[], int]:
        from advisor.cli.lint.entry import run

        return partial(run, [*inherited(ctx.obj), *ctx.args])

    def get_params(self, ctx: Any) -> list[Any]:
        paths = TyperArgument(param_decls=["paths"], metavar="PATH...", nargs=-1, required=False,
                              help="Documents, and directories that hold some; - is standard input.  [default: .]")
        return [paths, *map(as_typer, OPTIONS), self.get_help_option(ctx)]


def command() -> TyperCommand:
    """Returns the command."""
    return Lint("lint", help=HELP, context_settings={"help_option_names": list(reversed(HELP_FLAGS))},
                rich_markup_mode=None)
