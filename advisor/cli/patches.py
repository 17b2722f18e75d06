"""Patches as results: byte for byte for programs, and without what a terminal or a build would obey."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from advisor.cli.output import STANDARD, write
from advisor.reporters.clean import clean, stopped, without_hash_commands


def write_patch(lines: Iterable[str], path: str = STANDARD) -> None:
    """Writes a patch to a file as it is, and to standard output so that it does no harm there."""
    write(_harmless(lines) if path == STANDARD else lines, path)


def _harmless(lines: Iterable[str]) -> Iterable[str]:
    """Returns a patch as it may be seen; where neither a terminal nor a build reads it, that is as it is."""
    if sys.stdout.isatty():
        lines = _cleaned(lines)
    if _is_set("TF_BUILD"):  # Azure Pipelines, which nothing keeps from taking commands
        lines = map(without_hash_commands, lines)
    if _is_set("GITHUB_ACTIONS"):
        lines = [stopped("".join(lines))]  # whoever applies a patch passes over what stands around it
    return lines


def _cleaned(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:  # that the last one has no end is told on a line of its own
        for part in line.removesuffix("\n").split("\n"):
            yield clean(part.rstrip("\r")) + "\n"


def _is_set(name: str) -> bool:
    return os.environ.get(name, "").lower() == "true"
