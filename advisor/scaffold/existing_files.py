"""Reads the present state of a project folder: texts, entries, uncommitted changes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from shutil import which

from advisor.errors import InputError, Problem
from advisor.scaffold.safe_paths import FOLDER, read_file

GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off")
EXCLUDE_LOCK = f":(exclude){FOLDER}/lock"  # the lock file exists during the check


def read_present_texts(folder: Path, paths: Iterable[str]) -> dict[str, str]:
    """Returns the texts of the files that exist. Raises InputError for files that are not text."""
    texts = {}
    problems = []
    for path in paths:
        file = folder / path
        try:
            texts[path] = read_file(file).decode("utf-8").replace("\r\n", "\n")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            problems.append(Problem(f"This cannot be read: {error.strerror or error}.",
                                    "Give permission to it, or move it away.", file=str(file)))
        except UnicodeDecodeError as error:
            problems.append(Problem(f"This cannot be read as text: {error}.", "Move it away.", file=str(file)))
    if problems:
        raise InputError(problems)
    return texts


def list_folder(folder: Path) -> set[str]:
    """Returns the entry names of a folder; empty if it does not exist. Raises InputError if it is no folder."""
    try:
        return {entry.name for entry in folder.iterdir()}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise InputError(Problem(f"This is no folder that can be read: {error.strerror}.",
                                 "Name another one with --out.", file=str(folder))) from error


def uncommitted_files(folder: Path) -> tuple[str, ...]:
    """Returns the files with uncommitted changes; empty without a repository or git."""
    if which("git") is None or not folder.is_dir():
        return ()
    completed = subprocess.run([*GIT, "status", "--porcelain", "-z", "--", ".", EXCLUDE_LOCK],
                               cwd=folder, capture_output=True, check=False)
    if completed.returncode != 0:
        return ()
    return tuple(entry[3:] for entry in completed.stdout.decode("utf-8", "replace").split("\0") if len(entry) > 3)
