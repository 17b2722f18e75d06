"""Writes results to standard output or to a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from advisor.notation.write_errors import STANDARD_STREAM as STANDARD_STREAM
from advisor.notation.write_errors import WriteErrors
from advisor.text.sanitise import escape_controls, escape_hash_commands, wrap_stop_commands


def write_output(chunks: Iterable[str], path: str | None = None) -> None:
    """Writes text to a file, or to standard output if `path` is None or `-`. Raises InputError on failure."""
    if path is None or path == STANDARD_STREAM:
        with WriteErrors("standard output"):
            sys.stdout.writelines(chunks)
            sys.stdout.flush()
    else:
        from advisor.notation.atomic_write import write_file

        write_file(chunks, path)


def write_patch(lines: Iterable[str], path: str = STANDARD_STREAM) -> None:
    """Writes a patch to a file unchanged, or to standard output sanitised."""
    write_output(_sanitise(lines) if path == STANDARD_STREAM else lines, path)


def _sanitise(lines: Iterable[str]) -> Iterable[str]:
    """Removes terminal escapes and CI commands, if a terminal or a CI system reads the patch."""
    if sys.stdout.isatty():
        lines = _without_escapes(lines)
    if _is_set("TF_BUILD"):  # Azure Pipelines, whose commands cannot be switched off
        lines = map(escape_hash_commands, lines)
    if _is_set("GITHUB_ACTIONS"):
        lines = [wrap_stop_commands("".join(lines))]  # patch tools ignore the text around a patch
    return lines


def _without_escapes(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:  # a missing final newline adds a second line to the last one
        for part in line.removesuffix("\n").split("\n"):
            yield escape_controls(part.rstrip("\r")) + "\n"


def _is_set(name: str) -> bool:
    return os.environ.get(name, "").lower() == "true"
