"""Changes brought to disk: all of them or none, whatever interrupts it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from advisor.errors import InputError, Problem
from advisor.scaffold.changes import BESIDE, CONFLICT, NEW_SUFFIX, Change
from advisor.scaffold.manifest import BASE, FOLDER, MANIFEST
from advisor.scaffold.merge import has_markers

JOURNAL = f"{FOLDER}/journal.json"
NEXT, PREVIOUS = f"{FOLDER}/next", f"{FOLDER}/previous"
Content = bytes | None  # None takes a file away


def contents(changes: Sequence[Change], manifest: str, base: bytes) -> dict[str, Content]:
    """Returns what is to be written where: the files that change, and what is kept for the next time."""
    found: dict[str, Content] = {}
    for change in changes:
        if change.writes:
            after = None if change.after is None else change.after.encode()
            found[place(change)] = after
    return {**found, MANIFEST: manifest.encode(), BASE: base}


def place(change: Change) -> str:
    """Returns the path that a change writes: beside the file where its own place is not ours to take."""
    unmerged = change.what == CONFLICT and not has_markers(change.after or "")
    return change.path + NEW_SUFFIX if change.what == BESIDE or unmerged else change.path


def write_new(folder: Path, files: dict[str, Content]) -> None:
    """Writes a project into a folder that is empty or not there; it appears whole or not at all.

    Raises InputError where it cannot be written.
    """
    staged = folder.with_name(f".{folder.name}.advisor-{os.getpid()}")
    with _faults(folder):
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            for path, content in files.items():
                _put(staged / path, content or b"")
            if folder.exists():
                folder.rmdir()
            staged.rename(folder)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def write_into(folder: Path, files: dict[str, Content]) -> None:
    """Writes into a folder that holds more; an interruption is undone at once, or by `recover` later.

    Raises InputError where it cannot be written; then everything is as before.
    """
    for path in files:
        _check_place(folder, path)
    with _faults(folder):
        _clear(folder)
        try:
            for path, content in files.items():
                if content is not None:
                    _put(folder / NEXT / path, content)
                if (folder / path).exists():
                    _copy(folder / path, folder / PREVIOUS / path)
            _put(folder / JOURNAL, json.dumps(sorted(files)).encode())
            for path, content in files.items():
                if content is None:
                    (folder / path).unlink(missing_ok=True)
                else:
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / NEXT / path).replace(folder / path)
        except BaseException:
            recover(folder)
            _clear(folder)
            raise
        (folder / JOURNAL).unlink()
        _clear(folder)


def recover(folder: Path) -> bool:
    """Returns whether a run that was interrupted had to be undone, after undoing it."""
    journal = folder / JOURNAL
    if not journal.exists():
        return False
    with _faults(folder):
        for path in _journal(journal):
            _check_place(folder, path)
            before = folder / PREVIOUS / path
            if before.exists():
                _copy(before, folder / path)
            else:
                (folder / path).unlink(missing_ok=True)
        journal.unlink()
        _clear(folder)
    return True


def _journal(journal: Path) -> list[str]:
    try:
        paths = json.loads(journal.read_text(encoding="utf-8"))
    except ValueError:
        return []  # it was being written, so nothing had been replaced yet
    return [str(path) for path in paths] if isinstance(paths, list) else []


def _check_place(folder: Path, path: str) -> None:
    """A link in the folder must not lead what is written out of it."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts:
        raise InputError(Problem(f"`{path}` would lie outside.", "Restore .advisor from version control.",
                                 file=str(folder)))
    spot = folder
    for part in parts:
        spot = spot / part
        if spot.is_symlink():
            raise InputError(Problem("This is a link; what is generated does not go through it.",
                                     "Put the file or folder itself there.", file=str(spot)))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if content.startswith(b"#!"):
        path.chmod(0o755)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def _clear(folder: Path) -> None:
    for name in (NEXT, PREVIOUS):
        shutil.rmtree(folder / name, ignore_errors=True)


@contextmanager
def _faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        remedy = "Nothing was changed. Make room or give permission, or name another --out."
        raise InputError([Problem(f"This cannot be written: {error.strerror or error}.", remedy,
                                  file=str(where))]) from error
