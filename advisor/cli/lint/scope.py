"""Where a run of `lint` is at home: its project, its settings, its files."""

from __future__ import annotations

import os
from collections.abc import Iterable

from advisor.cli.lint.options import LEVELS, Call
from advisor.cli.output import STANDARD
from advisor.cli.settings.values import Settings, with_options
from advisor.errors import InputError, Problem
from advisor.fileset.discovery import STANDARD_INPUT, Discovery, Found, Scope, discover, repository_of, shown_name
from advisor.fileset.patterns import Rules, is_excluded, read_rules
from advisor.source.frozen import NamedTuple

SETTINGS = ".advisor.yaml"


class Home(NamedTuple):
    root: str  # absolute: the directory of the settings, else the repository, else where we are
    settings_file: str  # absolute, or empty
    settings: Settings


def home_of(call: Call, problems: list[Problem]) -> Home:
    """Returns the home of a run by the first thing it names; everything that is wrong with its settings is noted."""
    first = call.stdin_filename or call.paths[0]
    start = os.path.realpath("." if first == STANDARD_INPUT else first)
    start = start if os.path.isdir(start) else os.path.dirname(start)
    file = _settings_file(start)
    settings = Settings()
    if file:
        from pathlib import Path

        from advisor.cli.lint.options import FORMATS
        from advisor.cli.settings.settled import settings_of

        settings = settings_of(Path(file), FORMATS, problems)
        if settings.fail_on.text not in LEVELS:  # what `evaluate` alone can fail on
            settings = settings._replace(fail_on=Settings().fail_on)
    root = os.path.dirname(file) if file else repository_of(start) or os.path.realpath(".")
    return Home(root, file, with_options(settings, call.options, problems))


def files_of(call: Call, home: Home) -> Discovery:
    """Returns the files of a run. Raises InputError with every path that does not exist."""
    scope = Scope(home.root, _excludes(home), not call.wants("--no-force-exclude"))
    if STANDARD_INPUT not in call.paths or not call.stdin_filename:
        return discover(call.paths, scope)
    if call.paths != (STANDARD_INPUT,):
        raise InputError(Problem("It names what is read from standard input, and other files are named too.",
                                 "Name `-` alone.", file="--stdin-filename"))
    name = shown_name(call.stdin_filename)
    identity = shown_name(os.path.relpath(call.stdin_filename, home.root))
    if scope.also_named and is_excluded(scope.exclude, identity):
        return Discovery((), (name,))
    return Discovery((Found(STANDARD_INPUT, name, identity, True),), ())


def check_apart(discovery: Discovery, destinations: Iterable[str], problems: list[Problem]) -> None:
    """Notes every destination that is one of the documents of a run; a report of an earlier run may be overwritten."""
    paths = {os.path.realpath(path): path for path in destinations if path != STANDARD}
    for found in discovery.files:
        path = paths.get(os.path.realpath(found.path))
        if path is not None and found.path != STANDARD_INPUT and not _is_report(found):
            problems.append(Problem("This document is checked; it will not be overwritten.",
                                    "Name another file, or leave this one out with --exclude.", file=path))


def _is_report(found: Found) -> bool:
    from advisor.fileset.texts import read_text
    from advisor.reporters.lint.markdown import MARK

    text = read_text(found)
    return text is None or not text.source.text.strip() or text.source.text.startswith(MARK)


def _excludes(home: Home) -> tuple[Rules, ...]:
    """Patterns of a settings file begin at its directory, those of options where we are."""
    written = [word.text for word in home.settings.exclude if word.span is not None]
    given = [word.text for word in home.settings.exclude if word.span is None]
    here = os.path.relpath(os.path.realpath("."), home.root).replace(os.sep, "/")
    rules = (read_rules("", written), read_rules("" if here == "." or here.startswith("..") else here, given))
    return tuple(one for one in rules if one.patterns)


def _settings_file(directory: str) -> str:
    """Returns the settings that hold in a directory: the nearest ones up to the end of the repository, or nothing."""
    while True:
        if os.path.lexists(os.path.join(directory, SETTINGS)):
            return os.path.join(directory, SETTINGS)
        above = os.path.dirname(directory)
        if above == directory or os.path.lexists(os.path.join(directory, ".git")):
            return ""
        directory = above
