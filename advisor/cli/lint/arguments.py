"""The arguments of `lint`, and options that do not go together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.output import STANDARD_STREAM
from advisor.errors import Problem
from advisor.reporters import REPORTERS
from advisor.settings.values import NEVER, SEVERITIES, SettingOptions

FORMATS = tuple(REPORTERS)
LEVELS = (*SEVERITIES, NEVER)
AUTO = "auto"
MAX_JOBS = 256
CURRENT_DIRECTORY = "."


class LintArguments(NamedTuple):
    """Arguments of the command."""

    paths: tuple[str, ...]
    options: SettingOptions
    console: ConsoleOptions
    output: str
    reports: tuple[str, ...]
    questions: bool
    statistics: bool
    show_files: bool
    no_force_exclude: bool
    stdin_filename: str
    since: str
    write_baseline: bool
    prune_baseline: bool
    fix: bool
    unsafe_fixes: bool
    diff: bool
    jobs: int  # 0 to choose automatically
    no_cache: bool


def find_misfits(arguments: LintArguments) -> Iterator[Problem]:
    """Yields a problem for options that do not go together."""
    if arguments.unsafe_fixes and not (arguments.fix or arguments.diff):
        yield Problem("It says which fixes to apply, and none are asked for.", "Add --fix or --diff.",
                      file="--unsafe-fixes")
    if arguments.fix and arguments.diff:
        yield Problem("--fix writes and --diff does not.", "Give one of the two.", file="--diff")
    if arguments.write_baseline and arguments.prune_baseline:
        yield Problem("--write-baseline prunes as well.", "Give one of the two.", file="--prune-baseline")
    if arguments.fix and STANDARD_STREAM in arguments.paths:
        yield Problem("Standard input cannot be mended in its place.", "Use --diff, or name a file.", file="--fix")
    if arguments.since and (arguments.write_baseline or arguments.prune_baseline):
        yield Problem("A baseline is made of all findings.", "Leave it out.", file="--since")


def parse_jobs(text: str, problems: list[Problem]) -> int:
    """Returns the number of processes, 0 to choose automatically, and adds a problem with the text."""
    if text == AUTO:
        return 0
    if text.isdecimal() and text.isascii() and len(text) < 6 and int(text) <= MAX_JOBS:
        return int(text)
    problems.append(Problem(f"`{text}` is no number of processes.", f"Write auto, or a number up to {MAX_JOBS}.",
                            file="--jobs"))
    return 1
