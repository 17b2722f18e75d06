"""`advisor schema`: the JSON Schemas of the architecture file and of the JSON report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from advisor.cli.call_problems import choice_check, take_problems
from advisor.cli.completion import completer
from advisor.cli.declaration import declare
from advisor.cli.exit_codes import CLEAN
from advisor.cli.options import Color, Quiet, RulePacks, output_option
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.errors import InputError, Problem

ARCHITECTURE, REPORT = SUBJECTS = ("architecture", "report")


@declare()
def schema(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(
        metavar="SUBJECT", callback=choice_check(SUBJECTS, "schema"), autocompletion=completer(SUBJECTS),
        show_default=False, help="architecture, the file to write; or report, what --format json writes.  "
                                 "[default: architecture]")] = ARCHITECTURE,
    rules: RulePacks = None,
    output: Annotated[str, output_option("the schema")] = STANDARD_STREAM,
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Print the JSON Schema (2020-12) of the architecture file, for editors, or of the JSON report, for programs.

    Example: advisor schema --output architecture.schema.json
    """
    return partial(run, subject, output, tuple(rules or ()), take_problems(ctx))


def run(subject: str, output: str, rules: tuple[str, ...], problems: list[Problem]) -> int:
    """Writes the schema; that of the architecture file has the vocabulary of the pack."""
    from json import dumps

    from advisor.notation.atomic_write import ReportDestination, check_destinations
    from advisor.reporters.json_schema import report_schema

    if problems:
        raise InputError(problems)
    check_destinations([ReportDestination("json", output)], ())
    schema = report_schema() if subject == REPORT else _architecture_schema(rules)
    write_output([dumps(schema, indent=2) + "\n"], output)
    return CLEAN


def _architecture_schema(rules: tuple[str, ...]) -> dict[str, Any]:
    from advisor.api import load_engine
    from advisor.extraction.architecture.schema import architecture_schema

    return architecture_schema(load_engine(rules).terms)
