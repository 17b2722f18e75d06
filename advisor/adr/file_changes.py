"""Changes to record files: all are checked before the first is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem

WRITTEN, UPDATED, SUPERSEDED, UNCHANGED = "written", "updated", "superseded", "unchanged"


class RecordChange(NamedTuple):
    """Planned change of one record file."""

    path: Path
    action: str
    text: str
    remark: str = ""


def check_changes(changes: Sequence[RecordChange]) -> None:
    """Raises InputError with every record that must not or cannot be written."""
    problems = [Problem(*problem, file=str(change.path)) for change in changes
                if change.action != UNCHANGED and (problem := _write_problem(change))]
    if problems:
        raise InputError(problems)


def write_change(change: RecordChange) -> None:
    """Writes a record atomically; a new one never overwrites a file. Raises InputError on failure."""
    if change.action == UNCHANGED:
        return
    try:
        if change.action == WRITTEN:
            change.path.parent.mkdir(parents=True, exist_ok=True)
            _create(change.path, change.text)
        else:
            from advisor.notation.atomic_write import write_file

            write_file([change.text], str(change.path))
    except OSError as error:
        raise InputError(Problem(f"The record could not be written: {error.strerror or error}.",
                                 "Name another folder.", file=str(change.path))) from error


def _create(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="") as stream:
        try:
            stream.write(text)
            stream.flush()  # raises here if the disk is full
        except BaseException:
            path.unlink()
            raise


def _write_problem(change: RecordChange) -> tuple[str, str] | None:
    """Returns cause and remedy if the change cannot be written, else None."""
    path = change.path
    parent_folder = next(parent for parent in path.parents if parent.is_symlink() or parent.exists())
    if path.is_symlink():
        return "This is a link; what it leads to will not be overwritten.", "Put the record itself here."
    if not parent_folder.is_dir():
        return f"`{parent_folder}` is no folder.", "Name another one."
    if change.action == WRITTEN and path.exists():
        return "This file is there; it will not be overwritten.", "Name another folder."
    if not os.access(parent_folder, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
        return "This may not be written.", "Check the permissions, or name another folder."
    return None
