"""Discovers the files of a run: named files, and the documents below named directories."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.errors import InputError, Problem
from advisor.formats.detection import DOCUMENT_SUFFIXES
from advisor.runner.gitignore import IgnoreRules, excludes, is_excluded, parse_rules

STANDARD_INPUT = "-"
IGNORE_FILE = ".gitignore"
GIT_DIRECTORY = ".git"
SKIPPED_DIRECTORIES = frozenset(("node_modules", "bower_components", "__pycache__", "site-packages"))
VENV_MARKER = "pyvenv.cfg"  # marks a directory of installed packages
MAX_IGNORE_FILE_BYTES = 1024 * 1024


class InputFile(NamedTuple):
    """One file of a run."""

    path: str  # to open it
    name: str  # as displayed: with `/`, relative to the working directory
    identity: str  # path from the project root: independent of the working directory
    is_named: bool  # by a path, not found in a directory


class Discovery(NamedTuple):
    files: tuple[InputFile, ...]  # in the order of the paths; within a directory by name
    excluded: tuple[str, ...]  # named paths that are excluded
    unreadable: tuple[str, ...] = ()  # directories without read permission


class FileFilter(NamedTuple):
    """Excludes files, in addition to `.gitignore`."""

    root: str  # absolute path of the project root
    exclude: tuple[IgnoreRules, ...] = ()  # for paths relative to the root
    applies_to_named: bool = True  # whether they apply to named files


def discover(paths: Sequence[str], scope: FileFilter) -> Discovery:
    """Returns the files of a run without duplicates. Raises InputError with every path that does not exist."""
    if missing := missing_paths(paths):
        raise InputError(missing.values())
    files: dict[str, InputFile] = {}
    excluded: list[str] = []
    closed: list[str] = []
    for path in paths:
        if path != STANDARD_INPUT and os.path.isdir(path):
            inside = _relative_to_root(path, scope.root)
            if inside and scope.applies_to_named and is_excluded(scope.exclude, inside):
                excluded.append(display_name(path))
                continue
            for file in _walk(path, inside, scope.exclude, closed):
                files.setdefault(file.identity, file)
            continue
        file = _input_file(path, scope.root)
        if path != STANDARD_INPUT and scope.applies_to_named and is_excluded(scope.exclude, file.identity):
            excluded.append(file.name)
        else:
            files.setdefault(file.identity, file)
    return Discovery(tuple(files.values()), tuple(dict.fromkeys(excluded)), tuple(dict.fromkeys(closed)))


def missing_paths(paths: Sequence[str]) -> dict[str, Problem]:
    """Returns the problem of every path that does not exist."""
    return {path: Problem("There is no such file or directory.", "Check the path.", file=display_name(path))
            for path in paths if path != STANDARD_INPUT and not os.path.exists(path)}


def display_name(path: str) -> str:
    """Returns a path for display: with `/`, without `./`, undecodable bytes replaced."""
    name = path.replace(os.sep, "/") if os.sep != "/" else path
    while name.startswith("./") and len(name) > 2:
        name = name[2:].lstrip("/")
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def find_repository(directory: str) -> str | None:
    """Returns the nearest repository root at or above a directory, or None."""
    while True:
        if os.path.lexists(os.path.join(directory, GIT_DIRECTORY)):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def _input_file(path: str, root: str) -> InputFile:
    if path == STANDARD_INPUT:
        return InputFile(path, "<stdin>", "<stdin>", True)
    directory, base = os.path.split(os.path.abspath(path))
    absolute = os.path.join(os.path.realpath(directory), base)
    prefix = root if root.endswith(os.sep) else root + os.sep
    identity = absolute[len(prefix):] if absolute.startswith(prefix) else absolute
    return InputFile(path, display_name(path), display_name(identity), True)


def _relative_to_root(directory: str, root: str) -> str:
    """Returns a directory relative to the project root, which itself is an empty string."""
    absolute = os.path.realpath(directory)
    prefix = root if root.endswith(os.sep) else root + os.sep
    if absolute == root:
        return ""
    return display_name(absolute[len(prefix):] if absolute.startswith(prefix) else absolute)


def _walk(top: str, inside: str, exclude: tuple[IgnoreRules, ...], closed: list[str]) -> Iterator[InputFile]:
    """Yields the documents below a directory; does not follow links to directories, so it cannot loop."""
    absolute = os.path.realpath(top)
    repository = find_repository(absolute) or absolute
    walk = _Walk(top, inside, exclude, os.path.relpath(absolute, repository).replace(os.sep, "/"), closed)
    yield from walk.run(_rules_above(repository, absolute))


class _Walk:
    def __init__(self, top: str, inside: str, exclude: tuple[IgnoreRules, ...], path_in_repository: str,
                 closed: list[str]) -> None:
        self.top = top
        self.identity = f"{inside}/" if inside else ""  # prefix of each identity
        self.exclude = exclude
        self.prefix = "" if path_in_repository == "." else f"{path_in_repository}/"  # of paths in the repository
        self.closed = closed  # collects directories without read permission
        self.real_top = ""  # `top` with links resolved; computed at the first link

    def run(self, rules: tuple[IgnoreRules, ...]) -> Iterator[InputFile]:
        displayed = "" if self.top in (".", "./") else display_name(self.top).rstrip("/") + "/"
        prefix = displayed if displayed != "/" else "/"
        stack = [iter(self._relevant_entries("", rules))]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
                continue
            relative, is_directory, inner_rules = entry
            if is_directory:
                stack.append(iter(self._relevant_entries(f"{relative}/", inner_rules)))
            else:
                name = display_name(relative)
                yield InputFile(os.path.join(self.top, relative), prefix + name, self.identity + name, False)

    def _relevant_entries(
        self, relative: str, rules: tuple[IgnoreRules, ...]
    ) -> list[tuple[str, bool, tuple[IgnoreRules, ...]]]:
        """Returns the entries of one directory to visit: (path below the top, whether it is a directory, its rules)."""
        directory = os.path.join(self.top, relative) if relative else self.top
        try:
            with os.scandir(directory) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except PermissionError:
            self.closed.append(display_name(directory).rstrip("/"))
            return []
        except OSError:
            return []
        names = {entry.name for entry in entries}
        if relative and VENV_MARKER in names:
            return []
        if IGNORE_FILE in names and relative:
            rules = (*rules, *_load_rules(directory, self.prefix + relative))
        result = []
        for entry in entries:
            is_directory = self._directory_flag(entry, relative, rules)
            if is_directory is not None:
                result.append((relative + entry.name, is_directory, rules))
        return result

    def _directory_flag(self, entry: os.DirEntry[str], relative: str, rules: tuple[IgnoreRules, ...]) -> bool | None:
        """Returns True for a directory to enter, False for a file to read, None for neither."""
        name = entry.name
        if name.startswith("."):
            return None
        try:
            is_directory = entry.is_dir(follow_symlinks=False)
            if is_directory:
                if name in SKIPPED_DIRECTORIES:
                    return None
            elif (not name.lower().endswith(DOCUMENT_SUFFIXES)
                  or not self._is_file(entry, relative)):
                return None
        except OSError:
            return None
        path = relative + name
        if self.exclude and excludes(self.exclude, display_name(self.identity + path), is_directory=is_directory):
            return None
        if rules and excludes(rules, self.prefix + path, is_directory=is_directory):
            return None
        return is_directory

    def _is_file(self, entry: os.DirEntry[str], relative: str) -> bool:
        """Returns whether an entry is a file; a link counts if the walk does not reach its target otherwise."""
        if not entry.is_symlink():
            return entry.is_file(follow_symlinks=False)
        self.real_top = self.real_top or os.path.realpath(self.top)
        target = os.path.realpath(entry.path)
        if not target.startswith(self.real_top.rstrip(os.sep) + os.sep) or not os.path.isfile(target):
            return False
        hidden = any(part.startswith(".") or part in SKIPPED_DIRECTORIES
                     for part in target[len(self.real_top):].split(os.sep) if part)
        return hidden or not target.lower().endswith(DOCUMENT_SUFFIXES)


def _rules_above(repository: str, directory: str) -> tuple[IgnoreRules, ...]:
    """Returns the ignore rules of a repository that are defined at or above a directory."""
    relative = os.path.relpath(directory, repository).replace(os.sep, "/")
    names = [] if relative == "." else relative.split("/")
    rules = _load_rules(os.path.join(repository, GIT_DIRECTORY, "info"), "", "exclude")
    for depth in range(len(names) + 1):
        rules += _load_rules(os.path.join(repository, *names[:depth]), "/".join(names[:depth]))
    return rules


def _load_rules(folder: str, directory: str, name: str = IGNORE_FILE) -> tuple[IgnoreRules, ...]:
    path = os.path.join(folder, name)
    try:
        if os.path.islink(path):  # git does not follow it either
            return ()
        with open(path, "rb") as stream:
            text = stream.read(MAX_IGNORE_FILE_BYTES).decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    except OSError:
        return ()
    rules = parse_rules(directory.rstrip("/"), text.split("\n"))
    return (rules,) if rules.patterns else ()
