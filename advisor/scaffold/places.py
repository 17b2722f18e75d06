"""Where files of a project may lie, and what is said where they cannot be read or written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.errors import InputError, Problem

FOLDER = ".advisor"
MANIFEST, BASE = f"{FOLDER}/manifest.json", f"{FOLDER}/base.tar.gz"
OURS = frozenset((".git", FOLDER))  # what is in them is not a project's
PART = re.compile(r"[A-Za-z0-9._-]+")  # no generated name holds more, and none less is the same everywhere
NOTHING_CHANGED = "Nothing was changed. Make room or give permission, or name another --out."


def is_path(path: str) -> bool:
    """Returns whether a file of a project may have a path: inside it, and not where git or advisor keep theirs."""
    return all(PART.fullmatch(part) and part.strip(".") and part.rstrip(".").lower() not in OURS
               for part in path.split("/"))


def check_place(folder: Path, path: str) -> None:
    """Raises InputError for a path that no file of a project may have, or that leads through a link."""
    if path not in (MANIFEST, BASE) and not is_path(path):
        raise InputError(Problem(f"`{path}` is no place for a file of a project.",
                                 "Restore .advisor from version control.", file=str(folder)))
    check_links(folder, path)


def check_links(folder: Path, path: str) -> None:
    """Raises InputError for a link in a folder, which would lead what is written out of it, and for what is closed."""
    spot = folder
    for part in path.split("/"):
        spot = spot / part
        try:
            is_link = spot.is_symlink()
        except OSError as error:
            raise InputError(Problem(f"This cannot be looked at: {error.strerror}.",
                                     "Give permission to the folder that it is in.", file=str(spot))) from error
        if is_link:
            raise InputError(Problem("This is a link; what is generated does not go through it.",
                                     "Put the file or folder itself there.", file=str(spot)))


def read_file(path: Path) -> bytes:
    """Returns what a file holds. Raises OSError for what is no file; a pipe would be waited for."""
    if path.exists() and not path.is_file():
        raise OSError("It is no file")
    return path.read_bytes()


@contextmanager
def faults(folder: Path, remedy: str = NOTHING_CHANGED) -> Iterator[None]:
    """Tells of what the system refuses inside of it as an InputError."""
    try:
        yield
    except OSError as error:
        where = error.filename2 or error.filename or folder
        raise InputError([Problem(f"This cannot be written: {error.strerror or error}.", remedy,
                                  file=str(where))]) from error
