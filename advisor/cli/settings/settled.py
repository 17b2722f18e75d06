"""Resolves the settings of a run from file and options, and loads the rules that they name."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cli.settings.file import find, read_settings
from advisor.cli.settings.values import Options, Settings, unknown_rules, with_options
from advisor.errors import InputError, Problem
from advisor.reporters import REPORTERS
from advisor.reporters.lint_report import LINT_REPORTERS
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.practice import Practice


class Settled(NamedTuple):
    """Settings, engine and practices of a run; no engine if the rules cannot be read."""

    file: Path | None  # the settings file, if there is one
    settings: Settings
    engine: Engine | None
    practices: tuple[Practice, ...]


def settle(file: str, options: Options, problems: list[Problem], formats: Collection[str] = REPORTERS) -> Settled:
    """Resolves the settings of a run over a file, and adds their problems to `problems`.

    Args:
        formats: of the command; the format of another command in the file is ignored.
    """
    path = find(file)
    settings = with_options(settings_of(path, formats, problems), options, problems)
    from advisor.api import load_engine, load_practices

    try:
        engine, practices = load_engine(settings.overlays), load_practices(settings.overlays)
    except InputError as error:
        problems.extend(error.problems)
        return Settled(path, settings, None, ())
    problems.extend(unknown_rules(settings, {practice.id for practice in practices}))
    return Settled(path, settings, engine, practices)


def settings_of(path: Path | None, formats: Collection[str], problems: list[Problem]) -> Settings:
    """Returns the settings of a file for a command with these formats, and adds their problems to `problems`."""
    if path is None:
        return Settings()
    settings = read_settings(path, tuple(dict.fromkeys((*REPORTERS, *LINT_REPORTERS))), problems)
    return settings if settings.format.text in formats else settings._replace(format=Settings().format)
