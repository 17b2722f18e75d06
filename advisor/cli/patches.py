"""Writes patches: byte for byte for programs, sanitised for terminals and CI logs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from advisor.cli.output import STANDARD, write
from advisor.reporters.clean import clean, stopped, without_hash_commands


def write_patch(lines: Iterable[str], path: str = STANDARD) -> None:
    """Writes a patch to a file unchanged, or to standard output sanitised."""
    write(_sanitise(lines) if path == STANDARD else lines, path)


def _sanitise(lines: Iterable[str]) -> Iterable[str]:
    """Removes terminal escapes and CI commands, if a terminal or a CI system reads the patch."""
    if sys.stdout.isatty():
        lines = _without_escapes(lines)
    if _is_set("TF_BUILD"):  # Azure Pipelines, whose commands cannot be switched off
        lines = map(without_hash_commands, lines)
    if _is_set("GITHUB_ACTIONS"):
        lines = [stopped("".join(lines))]  # patch tools ignore the text around a patch
    return lines


def _without_escapes(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:  # a missing final newline adds a second line to the last one
        for part in line.removesuffix("\n").split("\n"):
            yield clean(part.rstrip("\r")) + "\n"


def _is_set(name: str) -> bool:
    return os.environ.get(name, "").lower() == "true"
