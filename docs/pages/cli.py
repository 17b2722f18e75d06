"""`cli.md`: every command's help as it prints."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO

from advisor.__main__ import main
from advisor.cli.app import COMMANDS
from advisor.cli.declaration import load_command
from advisor.cli.exit_codes import CLEAN, FINDINGS, INTERRUPTED, INVALID_INPUT, NOT_CHECKED, NOTHING_TO_CHECK
from pages import GENERATED

INTRODUCTION = """\
# Commands

The help of every command as it prints. Results go to standard output, everything else to standard error, so a pipe
carries results alone. `-` as a file is standard input. On a terminal, the groups of options are drawn as panels.

Options may be written with `=` or a space before their value. Every problem of a call is reported at once.
`--install-completion` makes a shell complete commands, options, rules, facts, formats and the interactions of the files
that are named on the line.

`--color`, before or after the command, decides about colours. Otherwise `NO_COLOR` turns them off, `FORCE_COLOR` and
`CLICOLOR_FORCE` turn them on for text on a pipe as well, `CLICOLOR=0` and `TERM=dumb` turn them off, and without any of
these a terminal gets colours and a pipe does not. Files are never coloured.

The first of these codes that fits is the exit code: 130, 2, 4, 1, 3, 0. A file of another tool, even alone, is named in
one line and no error.
"""
EXIT_CODES = (
    (CLEAN, "clean: the answer was given"),
    (FINDINGS, "something was found: at or over `--fail-on` (evaluate, lint), what `lint --diff` would change, or "
               "a problem of the rules (rules check, rules test)"),
    (INVALID_INPUT, "the input or the call is wrong; every problem is named with its place and remedy"),
    (NOTHING_TO_CHECK, "no document was there to check (lint)"),
    (NOT_CHECKED, "something named or found could not be read or checked (not UTF-8, too large, no permission), or an "
                  "internal error, which please report; the rest is reported all the same"),
    (INTERRUPTED, "interrupted"),
)


def page() -> str:
    """Returns the page."""
    return "\n".join([GENERATED, INTRODUCTION, *_exit_codes(), *_help()])


def command_paths() -> Iterator[tuple[str, ...]]:
    """Yields the words of every command, groups before their members."""
    for name, source in COMMANDS.items():
        yield (name,)
        yield from ((name, part) for part in getattr(load_command(source.place), "sources", ()))


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
