"""Lists the files of a pack and reports misplaced ones."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from advisor.errors import Problem

ROOT_FILES = ("pack.yaml", "facts.yaml", "scenarios.yaml", "conflicts.yaml", "warnings.yaml")
FOLDERS = ("patterns", "practices", "cases")
CATEGORISED = "practices"  # its folders are categories
CALIBRATION_FILE = "calibration.yaml"  # measurements that rules may cite; not used in decisions
StrPath = str | os.PathLike[str]
MAX_FILES = 2000
MAX_BYTES = 1024 * 1024


class PackFile(NamedTuple):
    name: str  # relative to the pack, with forward slashes
    path: str


class PackListing(NamedTuple):
    """A pack's files in a fixed order, and the problems of the directory."""

    files: tuple[PackFile, ...]
    problems: tuple[Problem, ...]


def list_files(directory: StrPath) -> PackListing:
    """Returns the YAML files of a pack; reports YAML files in other places as problems."""
    problems: list[Problem] = []
    root = os.path.realpath(directory)
    entries = _entries(directory, problems)
    files: list[PackFile] = []
    for entry in entries:
        if entry.name in ROOT_FILES:
            files += _file(entry, entry.name, root, problems)
        elif entry.name in FOLDERS:
            files += _folder(entry, root, problems)
        elif _looks_like_yaml(entry) and entry.name != CALIBRATION_FILE:
            problems.append(Problem(f"`{entry.name}` is not part of a pack.", _suggestion(entry.name), file=entry.path))
        elif entry.is_dir() and any(map(_looks_like_yaml, _entries(entry.path, []))):
            problems.append(Problem(f"`{entry.name}` is not a folder of a pack, but holds YAML files.",
                                    _suggestion(entry.name), file=entry.path))
    if not files and not problems:
        problems.append(Problem("The directory holds no rules.", "A pack has `pack.yaml`, `facts.yaml` and "
                                "`patterns/`; an overlay has at least one file of a pack.", file=str(directory)))
    if len(files) > MAX_FILES:
        problems.append(Problem(f"The pack has {len(files)} files; at most {MAX_FILES} are read.", file=str(directory)))
        files = []
    return PackListing(tuple(files), tuple(problems))


def _entries(directory: StrPath, problems: list[Problem]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except FileNotFoundError:
        problems.append(Problem("There is no such directory of rules.", "Check the path.", file=str(directory)))
    except NotADirectoryError:
        problems.append(Problem("This is a file, and rules are a directory.", "Name the directory it lies in.",
                                file=str(directory)))
    except (OSError, ValueError) as error:
        problems.append(Problem(f"The directory cannot be read: {getattr(error, 'strerror', None) or error}.",
                                "Check its permissions.", file=str(directory)))
    return []


def _folder(folder: os.DirEntry[str], root: str, problems: list[Problem], name: str = "") -> Iterable[PackFile]:
    """Yields the files of a folder, and of its categories.

    Args:
        name: of a category, relative to the pack; it has no folders of its own.
    """
    if _is_outside(folder, root):
        problems.append(_outside_problem(folder))
        return
    for entry in _entries(folder.path, problems):
        path = f"{name or folder.name}/{entry.name}"
        if entry.name.endswith(".yaml"):
            yield from _file(entry, path, root, problems)
        elif _looks_like_yaml(entry):
            problems.append(Problem(f"`{entry.name}` is not read.", "Let its name end in `.yaml`.", file=entry.path))
        elif not name and folder.name == CATEGORISED and entry.is_dir():
            yield from _folder(entry, root, problems, path)


def _file(entry: os.DirEntry[str], name: str, root: str, problems: list[Problem]) -> Iterable[PackFile]:
    if _is_outside(entry, root):
        problems.append(_outside_problem(entry))
    elif not entry.is_file():
        problems.append(Problem("This is not a regular file.", "Put a YAML file here.", file=entry.path))
    else:
        yield PackFile(name, entry.path)


def _is_outside(entry: os.DirEntry[str], root: str) -> bool:
    return entry.is_symlink() and not os.path.realpath(entry.path).startswith(root.rstrip(os.sep) + os.sep)


def _outside_problem(entry: os.DirEntry[str]) -> Problem:
    return Problem("This link leads out of the pack and is not followed.", "Copy the file into the pack.",
                   file=entry.path)


def _looks_like_yaml(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith((".yaml", ".yml"))


def _suggestion(name: str) -> str:
    from advisor.text.suggestions import did_you_mean

    expected = f"A pack has {', '.join(f'`{part}`' for part in ROOT_FILES)} and the folders {', '.join(FOLDERS)}."
    return did_you_mean(name, [*ROOT_FILES, *FOLDERS]) or expected
