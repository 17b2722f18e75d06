"""`advisor schema`: the JSON Schema of the architecture file, for editors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from advisor.cli.exit_codes import CLEAN
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.cli.typer_options import HELP_SETTINGS, single_command

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(context_settings=HELP_SETTINGS)
def schema(
    output: Annotated[str, typer.Option(metavar="FILE", help="Write the schema to a file.")] = STANDARD_STREAM,
    rules: Annotated[list[str] | None, typer.Option(
        metavar="DIR", help="A rule pack whose facts belong to the schema too (repeatable).")] = None,
) -> Callable[[], int]:
    """Print the JSON Schema (2020-12) of the architecture file, for editors.

    Example: advisor schema --output architecture.schema.json
    """
    return partial(run, output, tuple(rules or ()))


def command() -> Any:
    """Returns the command."""
    return single_command(app)


def run(output: str, rules: tuple[str, ...]) -> int:
    """Writes the schema of the pack's vocabulary."""
    from json import dumps

    from advisor.api import load_engine
    from advisor.extraction.architecture.schema import architecture_schema
    from advisor.notation.atomic_write import ReportDestination, check_destinations

    check_destinations([ReportDestination("json", output)], ())
    write_output([dumps(architecture_schema(load_engine(rules).terms), indent=2) + "\n"], output)
    return CLEAN
