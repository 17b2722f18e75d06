"""What is in a folder before anything is written into it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from shutil import which

from advisor.errors import InputError, Problem
from advisor.scaffold.places import FOLDER, read_file

GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off")
NOT_OURS = f":(exclude){FOLDER}/lock"  # it is held while this is asked


def present_texts(folder: Path, paths: Iterable[str]) -> dict[str, str]:
    """Returns the text of each file that is there. Raises InputError for what is there and is no text."""
    found = {}
    problems = []
    for path in paths:
        file = folder / path
        try:
            found[path] = read_file(file).decode("utf-8").replace("\r\n", "\n")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            problems.append(Problem(f"This cannot be read: {error.strerror or error}.",
                                    "Give permission to it, or move it away.", file=str(file)))
        except UnicodeDecodeError as error:
            problems.append(Problem(f"This cannot be read as text: {error}.", "Move it away.", file=str(file)))
    if problems:
        raise InputError(problems)
    return found


def names_in(folder: Path) -> set[str]:
    """Returns the names of what is in a folder; none where it is not there. Raises InputError for what is no folder."""
    try:
        return {entry.name for entry in folder.iterdir()}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise InputError(Problem(f"This is no folder that can be read: {error.strerror}.",
                                 "Name another one with --out.", file=str(folder))) from error


def uncommitted(folder: Path) -> tuple[str, ...]:
    """Returns the files with changes that git does not hold yet; none where there is no repository or no git."""
    if which("git") is None or not folder.is_dir():
        return ()
    done = subprocess.run([*GIT, "status", "--porcelain", "-z", "--", ".", NOT_OURS],
                          cwd=folder, capture_output=True, check=False)
    if done.returncode != 0:
        return ()
    return tuple(entry[3:] for entry in done.stdout.decode("utf-8", "replace").split("\0") if len(entry) > 3)
