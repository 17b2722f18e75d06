"""Entry point of `advisor lint` for the fast path: imports no typer; `command` is its typer adapter."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.cli.lint.options import read_call
from advisor.errors import Problem


def run(arguments: Sequence[str]) -> int:
    """Checks the files in the arguments; returns the exit code. Raises InputError with every argument problem."""
    from advisor.cli.lint.run import run as run_call

    problems: list[Problem] = []
    return run_call(read_call(arguments, problems), problems)
