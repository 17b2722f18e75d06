"""`cli.md`: every command's help as it prints."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO

from advisor.__main__ import main
from advisor.cli.app import COMMANDS
from advisor.cli.exit_codes import CLEAN, FINDINGS, NOT_CHECKED, INTERRUPTED, INVALID_INPUT, NOTHING_TO_CHECK
from pages import GENERATED

INTRODUCTION = """\
# Commands

The help of every command as it prints. Results go to standard output, everything else to standard error, so a pipe
carries results alone. `-` as a file is standard input. `NO_COLOR` is respected, and a pipe gets no colours anyway.
"""
EXIT_CODES = (
    (CLEAN, "clean: the answer was given"),
    (FINDINGS, "something was found: at or over `--fail-on` (evaluate, lint), what `lint --diff` would change, or "
               "a problem of the rules (rules check, rules test)"),
    (INVALID_INPUT, "the input or the call is wrong; every problem is named with its place and remedy"),
    (NOTHING_TO_CHECK, "no document was there to check (lint)"),
    (NOT_CHECKED, "an internal error; please report it"),
    (INTERRUPTED, "interrupted"),
)


def page() -> str:
    """Returns the page."""
    return "\n".join([GENERATED, INTRODUCTION, *_exit_codes(), *_help()])


def command_paths() -> Iterator[tuple[str, ...]]:
    """Yields the words of every command, groups before their members."""
    for name, (home, _) in COMMANDS.items():
        yield (name,)
        command = import_module(home).command()
        yield from ((name, part) for part in getattr(command, "commands", ()))


def _exit_codes() -> Iterator[str]:
    yield "## Exit codes\n\n| code | meaning |\n| --- | --- |"
    yield from (f"| {code} | {meaning} |" for code, meaning in EXIT_CODES)
    yield ""


def _help() -> Iterator[str]:
    for path in ((), *command_paths()):
        words = " ".join(("advisor", *path))
        yield f"{'##' if len(path) < 2 else '###'} {words}\n\n```text\n{_printed(*path)}```\n"


def _printed(*path: str) -> str:
    os.environ["COLUMNS"] = "100"  # help is as wide as the terminal
    printed = StringIO()
    with redirect_stdout(printed):
        main([*path, "--help"])
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines()) + "\n"
