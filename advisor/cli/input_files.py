"""Where a project begins, and what a run leaves out by its settings."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from advisor.runner.discovery import find_repository
from advisor.runner.gitignore import IgnoreRules, parse_rules
from advisor.settings.values import RunSettings

if TYPE_CHECKING:
    from pathlib import Path


def project_root(settings_file: Path | None) -> str:
    """Returns the absolute directory of the settings, else the repository, else the working directory."""
    if settings_file is not None:
        return str(settings_file.resolve().parent)
    here = os.path.realpath(".")
    return find_repository(here) or here


def exclude_rules(root: str, settings: RunSettings) -> tuple[IgnoreRules, ...]:
    """Returns the patterns of files to leave out.

    Patterns in a settings file are relative to its directory, those in options to the working directory.

    Args:
        root: absolute path of the project.
    """
    in_file = [_anchored(word.text) for word in settings.exclude if word.span is not None]
    in_options = [_anchored(word.text) for word in settings.exclude if word.span is None]
    here = os.path.relpath(os.path.realpath("."), root).replace(os.sep, "/")
    rules = (parse_rules("", in_file), parse_rules("" if here == "." or here.startswith("..") else here, in_options))
    return tuple(group for group in rules if group.patterns)


def _anchored(pattern: str) -> str:
    """Returns a pattern without `./` at its start, as shells complete it; git would match nothing by it."""
    return re.sub(r"^(!?)\./+", r"\1/", pattern)
