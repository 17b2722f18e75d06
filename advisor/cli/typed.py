"""What the commands that typer parses have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer
from typer.main import get_command

from advisor.notation.suggest import did_you_mean

HELP_SETTINGS = {"help_option_names": ["-h", "--help"]}


def only_command(app: typer.Typer) -> Any:
    """Returns the one command of an app."""
    return get_command(app)


def choice(values: Sequence[str]) -> Callable[[str], str]:
    """Returns a callback that lets only these values through."""

    def check(value: str) -> str:
        if value not in values:
            meant = f"{did_you_mean(value, values)} It is one of {', '.join(values)}.".strip()
            raise typer.BadParameter(f"There is no `{value}`. {meant}")
        return value

    return check


def completes(values: Iterable[str]) -> Callable[[str], list[str]]:
    """Returns a completion over these values."""
    return lambda incomplete: [value for value in values if value.startswith(incomplete)]


TextOrJson = Annotated[str, typer.Option("--format", callback=choice(("text", "json")), metavar="FORMAT",
                                         autocompletion=completes(("text", "json")), help="text or json.")]
Directories = Annotated[list[str] | None, typer.Option(
    "--rules", metavar="DIR", help="A rule pack to lay over the built-in one (repeatable).")]
