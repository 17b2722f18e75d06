"""`advisor schema`: the JSON Schema of the architecture file, for editors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from advisor.cli.declaration import declare
from advisor.cli.exit_codes import CLEAN
from advisor.cli.options import Color, Quiet, RulePacks, output_option
from advisor.cli.output import STANDARD_STREAM, write_output


@declare()
def schema(
    ctx: typer.Context,
    rules: RulePacks = None,
    output: Annotated[str, output_option("the schema")] = STANDARD_STREAM,
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Print the JSON Schema (2020-12) of the architecture file, for editors.

    Example: advisor schema --output architecture.schema.json
    """
    return partial(run, output, tuple(rules or ()))


def run(output: str, rules: tuple[str, ...]) -> int:
    """Writes the schema of the pack's vocabulary."""
    from json import dumps

    from advisor.api import load_engine
    from advisor.extraction.architecture.schema import architecture_schema
    from advisor.notation.atomic_write import ReportDestination, check_destinations

    check_destinations([ReportDestination("json", output)], ())
    write_output([dumps(architecture_schema(load_engine(rules).terms), indent=2) + "\n"], output)
    return CLEAN
