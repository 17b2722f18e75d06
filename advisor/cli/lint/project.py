"""Finds the project root, settings and input files of a lint run."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from advisor.cli.input_files import exclude_rules
from advisor.cli.lint.arguments import LEVELS, LintArguments
from advisor.cli.output import STANDARD_STREAM
from advisor.errors import InputError, Problem
from advisor.runner.discovery import (
    STANDARD_INPUT,
    Discovery,
    FileFilter,
    InputFile,
    discover,
    display_name,
    find_repository,
)
from advisor.runner.gitignore import is_excluded
from advisor.settings.values import RunSettings, merge_options

SETTINGS_FILE = ".advisor.yaml"


class Project(NamedTuple):
    root: str  # absolute: the directory of the settings, else the repository, else the working directory
    settings_file: str  # absolute, or empty
    settings: RunSettings


def find_project(arguments: LintArguments, problems: list[Problem]) -> Project:
    """Returns the project of the first path in a run; adds every problem with its settings."""
    first = arguments.stdin_filename or arguments.paths[0]
    start = os.path.realpath("." if first == STANDARD_INPUT else first)
    start = start if os.path.isdir(start) else os.path.dirname(start)
    file = _settings_file(start)
    settings = RunSettings()
    if file:
        from pathlib import Path

        from advisor.settings.resolve import load_settings

        settings = load_settings(Path(file), problems)
        if settings.fail_on.text not in LEVELS:  # a level of `evaluate` only
            settings = settings._replace(fail_on=RunSettings().fail_on)
    root = os.path.dirname(file) if file else find_repository(start) or os.path.realpath(".")
    return Project(root, file, merge_options(settings, arguments.options, problems))


def find_files(arguments: LintArguments, project: Project) -> Discovery:
    """Returns the input files of a run. Raises InputError with every path that does not exist."""
    excluded = exclude_rules(project.root, project.settings)
    scope = FileFilter(project.root, excluded, not arguments.no_force_exclude)
    if STANDARD_INPUT not in arguments.paths or not arguments.stdin_filename:
        return discover(arguments.paths, scope)
    if arguments.paths != (STANDARD_INPUT,):
        raise InputError(Problem("It names what is read from standard input, and other files are named too.",
                                 "Name `-` alone.", file="--stdin-filename"))
    name = display_name(arguments.stdin_filename)
    identity = display_name(os.path.relpath(arguments.stdin_filename, project.root))
    if scope.applies_to_named and is_excluded(scope.exclude, identity):
        return Discovery((), (name,))
    return Discovery((InputFile(STANDARD_INPUT, name, identity, True),), ())


def check_overwrites(discovery: Discovery, destinations: Iterable[str], problems: list[Problem]) -> None:
    """Adds a problem for every destination that is also an input; earlier reports may be overwritten."""
    paths = {os.path.realpath(path): path for path in destinations if path != STANDARD_STREAM}
    for file in discovery.files:
        path = paths.get(os.path.realpath(file.path))
        if path is not None and file.path != STANDARD_INPUT and not _is_report(file):
            problems.append(Problem("This document is checked; it will not be overwritten.",
                                    "Name another file, or leave this one out with --exclude.", file=path))


def _is_report(file: InputFile) -> bool:
    from advisor.reporters.markdown import comment_mark
    from advisor.runner.document import Document, load_document

    loaded = load_document(file)
    text = loaded.source.text if isinstance(loaded, Document) else ""
    return not text.strip() or text.startswith(comment_mark("lint"))


def _settings_file(directory: str) -> str:
    """Returns the nearest settings file, searching up to the repository root; empty if there is none."""
    while True:
        if os.path.lexists(os.path.join(directory, SETTINGS_FILE)):
            return os.path.join(directory, SETTINGS_FILE)
        parent = os.path.dirname(directory)
        if parent == directory or os.path.lexists(os.path.join(directory, ".git")):
            return ""
        directory = parent
