"""The settings of a run, from all the places that may set them, with the knowledge that they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.settings import Options, Settings, unknown_rules, with_options
from advisor.cli.settings_file import find, read_settings
from advisor.errors import InputError, Problem
from advisor.reporters import REPORTERS

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.practice import Practice


class Settled(NamedTuple):
    """What a run works with; without an engine where the rules cannot be read."""

    file: Path | None  # the settings file, if there is one
    settings: Settings
    engine: Engine | None
    practices: tuple[Practice, ...]


def settle(file: str, options: Options, problems: list[Problem]) -> Settled:
    """Returns what a run over a file is set to; everything that is wrong with it is noted."""
    path = find(file)
    settings = read_settings(path, tuple(REPORTERS), problems) if path else Settings()
    settings = with_options(settings, options, problems)
    from advisor.api import load_engine, load_practices

    try:
        engine, practices = load_engine(settings.overlays), load_practices(settings.overlays)
    except InputError as error:
        problems.extend(error.problems)
        return Settled(path, settings, None, ())
    problems.extend(unknown_rules(settings, {practice.id for practice in practices}))
    return Settled(path, settings, engine, practices)
