"""`advisor schema`: the JSON Schema of the architecture file, for editors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from advisor.cli.exits import CLEAN
from advisor.cli.output import STANDARD, write
from advisor.cli.typed import HELP_SETTINGS, only_command

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(context_settings=HELP_SETTINGS)
def schema(
    output: Annotated[str, typer.Option(metavar="FILE", help="Write the schema to a file.")] = STANDARD,
    rules: Annotated[list[str] | None, typer.Option(
        metavar="DIR", help="A rule pack whose facts belong to the schema too (repeatable).")] = None,
) -> Callable[[], int]:
    """Print the JSON Schema (2020-12) of the architecture file, for editors.

    Example: advisor schema --output architecture.schema.json
    """
    return partial(run, output, tuple(rules or ()))


def command() -> Any:
    """Returns the command."""
    return only_command(app)


def run(output: str, rules: tuple[str, ...]) -> int:
    """Writes the schema of the pack's vocabulary."""
    from json import dumps

    from advisor.api import load_engine
    from advisor.cli.files import Destination, check_destinations
    from advisor.readers.schema import architecture_schema

    check_destinations([Destination("json", output)], ())
    write([dumps(architecture_schema(load_engine(rules).terms), indent=2) + "\n"], output)
    return CLEAN
