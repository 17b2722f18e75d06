"""Typer adapter of `advisor lint`: help and completion. `fast` parses the arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typer.core import TyperArgument

from advisor.cli.lint.options import OPTIONS
from advisor.cli.typer_bridge import SelfParsingCommand, bind_arguments, to_typer_option
from advisor.cli.typer_options import HELP_SETTINGS

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


class LintCommand(SelfParsingCommand):
    """The `lint` command, with any number of paths."""

    def invoke(self, ctx: Any) -> Callable[[], int]:
        from advisor.cli.lint.run import run

        return bind_arguments(run, ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        paths = TyperArgument(param_decls=["paths"], metavar="PATH...", nargs=-1, required=False,
                              help="Documents, and directories that hold some; - is standard input.  [default: .]")
        return [paths, *map(to_typer_option, OPTIONS), self.get_help_option(ctx)]


def command() -> SelfParsingCommand:
    """Returns the command."""
    return LintCommand("lint", help=HELP, context_settings=HELP_SETTINGS, rich_markup_mode=None)
