"""Resolves the settings of a run from file and options, with the rules that they name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import InputError, Problem
from advisor.model.practice import ids_by_name
from advisor.reporters import REPORTERS
from advisor.settings.file import find_settings_file, read_settings
from advisor.settings.values import RunSettings, SettingOptions, merge_options, unknown_rule_problems

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.practice import Practice


class ResolvedSettings(NamedTuple):
    """Settings, engine and practices of a run; no engine if the rules cannot be read."""

    file: Path | None  # the settings file, if there is one
    settings: RunSettings
    engine: Engine | None
    practices: tuple[Practice, ...]


def resolve_settings(file: str, options: SettingOptions, problems: list[Problem],
                     load_rules: Callable[[tuple[str, ...]], tuple[Engine, tuple[Practice, ...]]]) -> ResolvedSettings:
    """Resolves the settings of a run over a file, and adds their problems to `problems`.

    Args:
        load_rules: loads the built-in rules with these overlays; raises InputError if they cannot be read.
    """
    path = find_settings_file(file)
    settings = merge_options(load_settings(path, problems), options, problems)
    try:
        engine, practices = load_rules(settings.overlays)
    except InputError as error:
        problems.extend(error.problems)
        return ResolvedSettings(path, settings, None, ())
    problems.extend(unknown_rule_problems(settings, ids_by_name(practices)))
    return ResolvedSettings(path, settings, engine, practices)


def load_settings(path: Path | None, problems: list[Problem]) -> RunSettings:
    """Returns the settings of a file, and adds their problems to `problems`."""
    return RunSettings() if path is None else read_settings(path, tuple(REPORTERS), problems)
