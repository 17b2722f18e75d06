"""Safe paths of project files, and error reporting for file access."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.errors import InputError, Problem

FOLDER = ".advisor"
MANIFEST, BASE = f"{FOLDER}/manifest.json", f"{FOLDER}/base.tar.gz"
RESERVED_FOLDERS = frozenset((".git", FOLDER))  # never part of a project
PATH_PART = re.compile(r"[A-Za-z0-9._-]+")  # portable file-name characters
NOTHING_CHANGED = "Nothing was changed. Make room or give permission, or name another --out."


def is_project_path(path: str) -> bool:
    """Returns whether a path is inside the project, and not in the folders of git or advisor."""
    return all(PATH_PART.fullmatch(part) and part.strip(".") and part.rstrip(".").lower() not in RESERVED_FOLDERS
               for part in path.split("/"))


def check_project_path(folder: Path, path: str) -> None:
    """Raises InputError for a path outside the project, or through a symbolic link."""
    if path not in (MANIFEST, BASE) and not is_project_path(path):
        raise InputError(Problem(f"`{path}` is no place for a file of a project.",
                                 "Restore .advisor from version control.", file=str(folder)))
    check_links(folder, path)


def check_links(folder: Path, path: str) -> None:
    """Raises InputError for a symbolic link in a path, which could lead outside, or an unreadable folder."""
    location = folder
    for part in path.split("/"):
        location = location / part
        try:
            is_link = location.is_symlink()
        except OSError as error:
            raise InputError(Problem(f"This cannot be looked at: {error.strerror}.",
                                     "Give permission to the folder that it is in.", file=str(location))) from error
        if is_link:
            raise InputError(Problem("This is a link; what is generated does not go through it.",
                                     "Put the file or folder itself there.", file=str(location)))


def read_file(path: Path) -> bytes:
    """Returns the content of a file. Raises OSError for anything else; reading a pipe would block."""
    if path.exists() and not path.is_file():
        raise OSError("It is no file")
    return path.read_bytes()


@contextmanager
def os_errors_as_input_errors(folder: Path, remedy: str = NOTHING_CHANGED) -> Iterator[None]:
    """Converts OSError to InputError."""
    try:
        yield
    except OSError as error:
        file = error.filename2 or error.filename or folder
        raise InputError([Problem(f"This cannot be written: {error.strerror or error}.", remedy,
                                  file=str(file))]) from error
