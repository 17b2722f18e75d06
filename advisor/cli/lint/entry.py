"""`advisor lint`: design documents and architecture files, for CI. Imports no typer; `command` is its face."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.cli.lint.options import read_call
from advisor.errors import Problem


def run(arguments: Sequence[str]) -> int:
    """Checks what the arguments name and returns the exit code. Raises InputError with every problem of the call."""
    from advisor.cli.lint.run import run as run_call

    problems: list[Problem] = []
    return run_call(read_call(arguments, problems), problems)
