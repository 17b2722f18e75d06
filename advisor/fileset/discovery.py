"""Which files a run is about: those that are named, and the documents in the directories that are named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from advisor.errors import InputError, Problem
from advisor.fileset.patterns import Rules, excludes, is_excluded, read_rules
from advisor.source.frozen import NamedTuple

STANDARD_INPUT = "-"
IGNORE_FILE = ".gitignore"
REPOSITORY = ".git"
SKIPPED = frozenset(("node_modules", "bower_components", "__pycache__", "site-packages"))
ENVIRONMENT = "pyvenv.cfg"  # marks a directory of installed packages
DOCUMENTS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".mmd", ".mermaid", ".puml", ".plantuml", ".pu", ".iuml",
             ".wsd")
PERHAPS = (".yaml", ".yml", ".json", ".dsl")  # documents where they look like one
MOST_OF_RULES = 1024 * 1024  # bytes of a .gitignore that are read


class Found(NamedTuple):
    """One file of a run."""

    path: str  # to open it
    name: str  # as it is shown: with `/`, from where we are
    identity: str  # the name as seen from the project's root: the same wherever the run starts
    is_certain: bool  # False where only its content tells whether it is a document


class Discovery(NamedTuple):
    files: tuple[Found, ...]  # in the order they are named, those of a directory in the order of their names
    excluded: tuple[str, ...]  # named, and excluded all the same
    closed: tuple[str, ...] = ()  # directories that may not be read


class Scope(NamedTuple):
    """What leaves files out, beside what git ignores."""

    root: str  # absolute: the project's
    exclude: tuple[Rules, ...] = ()  # for paths from the root
    also_named: bool = True  # whether they hold for files that are named


def discover(paths: Sequence[str], scope: Scope) -> Discovery:
    """Returns the files of a run, each once. Raises InputError with every path that does not exist."""
    missing = [Problem("There is no such file or directory.", "Check the path.", file=shown_name(path))
               for path in paths if path != STANDARD_INPUT and not os.path.exists(path)]
    if missing:
        raise InputError(missing)
    files: dict[str, Found] = {}
    excluded: list[str] = []
    closed: list[str] = []
    for path in paths:
        if path != STANDARD_INPUT and os.path.isdir(path):
            inside = _inside(path, scope.root)
            if inside and scope.also_named and is_excluded(scope.exclude, inside):
                excluded.append(shown_name(path))
                continue
            for found in _walk(path, inside, scope.exclude, closed):
                files.setdefault(found.identity, found)
            continue
        found = _found(path, scope.root)
        if path != STANDARD_INPUT and scope.also_named and is_excluded(scope.exclude, found.identity):
            excluded.append(found.name)
        else:
            files.setdefault(found.identity, found)
    return Discovery(tuple(files.values()), tuple(dict.fromkeys(excluded)), tuple(dict.fromkeys(closed)))


def shown_name(path: str) -> str:
    """Returns a path as people read it: with `/`, without `./`, and as text whatever its bytes are."""
    name = path.replace(os.sep, "/") if os.sep != "/" else path
    while name.startswith("./") and len(name) > 2:
        name = name[2:].lstrip("/")
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def repository_of(directory: str) -> str | None:
    """Returns the directory at or above this one that is a repository, or None where there is none."""
    while True:
        if os.path.lexists(os.path.join(directory, REPOSITORY)):
            return directory
        above = os.path.dirname(directory)
        if above == directory:
            return None
        directory = above


def _found(path: str, root: str, *, is_certain: bool = True) -> Found:
    if path == STANDARD_INPUT:
        return Found(path, "<stdin>", "<stdin>", is_certain)
    directory, base = os.path.split(os.path.abspath(path))
    absolute = os.path.join(os.path.realpath(directory), base)
    prefix = root if root.endswith(os.sep) else root + os.sep
    identity = absolute[len(prefix):] if absolute.startswith(prefix) else absolute
    return Found(path, shown_name(path), shown_name(identity), is_certain)


def _inside(directory: str, root: str) -> str:
    """Returns a directory as seen from the project's root, which itself is nothing."""
    absolute = os.path.realpath(directory)
    prefix = root if root.endswith(os.sep) else root + os.sep
    if absolute == root:
        return ""
    return shown_name(absolute[len(prefix):] if absolute.startswith(prefix) else absolute)


def _walk(top: str, inside: str, exclude: tuple[Rules, ...], closed: list[str]) -> Iterator[Found]:
    """Yields the documents of a directory; links to directories are not entered, so no loop has to be feared."""
    absolute = os.path.realpath(top)
    home = repository_of(absolute) or absolute
    walk = _Walk(top, inside, exclude, os.path.relpath(absolute, home).replace(os.sep, "/"), closed)
    yield from walk.run(_rules_above(home, absolute))


class _Walk:
    def __init__(self, top: str, inside: str, exclude: tuple[Rules, ...], below: str, closed: list[str]) -> None:
        self.top = top
        self.identity = f"{inside}/" if inside else ""  # what stands before each name
        self.exclude = exclude
        self.below = "" if below == "." else f"{below}/"  # where it lies in its repository
        self.closed = closed  # directories that may not be read, noted as they are met
        self.real = ""  # the place of the top, links resolved; worked out when a link is met
        self.links: list[tuple[str, str]] = []
        self.seen: set[str] = set()

    def run(self, rules: tuple[Rules, ...]) -> Iterator[Found]:
        shown = "" if self.top in (".", "./") else shown_name(self.top).rstrip("/") + "/"
        before = shown if shown != "/" else "/"
        stack = [iter(self._entries("", rules))]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
                continue
            relative, is_directory, inner = entry
            if is_directory:
                stack.append(iter(self._entries(f"{relative}/", inner)))
            else:
                name = shown_name(relative)
                certain = relative.lower().endswith(DOCUMENTS)
                yield Found(os.path.join(self.top, relative), before + name, self.identity + name, certain)

    def _entries(self, relative: str, rules: tuple[Rules, ...]) -> list[tuple[str, bool, tuple[Rules, ...]]]:
        """Returns what is of interest in one directory: (path below the top, whether it is a directory, its rules)."""
        place = os.path.join(self.top, relative) if relative else self.top
        try:
            with os.scandir(place) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except PermissionError:
            self.closed.append(shown_name(place).rstrip("/"))
            return []
        except OSError:
            return []
        names = {entry.name for entry in entries}
        if relative and ENVIRONMENT in names:
            return []
        if IGNORE_FILE in names and relative:
            rules = (*rules, *_rules_of(place, self.below + relative))
        found = []
        for entry in entries:
            kept = self._kept(entry, relative, rules)
            if kept is not None:
                found.append((relative + entry.name, kept, rules))
        return found

    def _kept(self, entry: os.DirEntry[str], relative: str, rules: tuple[Rules, ...]) -> bool | None:
        """Returns whether an entry is a directory to enter (or else a file to read), or None where it is neither."""
        name = entry.name
        if name.startswith("."):
            return None
        try:
            is_directory = entry.is_dir(follow_symlinks=False)
            if is_directory:
                if name in SKIPPED:
                    return None
            elif not name.lower().endswith((*DOCUMENTS, *PERHAPS)) or not self._is_file(entry, relative):
                return None
        except OSError:
            return None
        path = relative + name
        if self.exclude and excludes(self.exclude, shown_name(self.identity + path), is_directory=is_directory):
            return None
        if rules and excludes(rules, self.below + path, is_directory=is_directory):
            return None
        return is_directory

    def _is_file(self, entry: os.DirEntry[str], relative: str) -> bool:
        """Returns whether an entry is a file; a link counts where it leads to a file that no walk finds by itself."""
        if not entry.is_symlink():
            return entry.is_file(follow_symlinks=False)
        self.real = self.real or os.path.realpath(self.top)
        target = os.path.realpath(entry.path)
        if not target.startswith(self.real.rstrip(os.sep) + os.sep) or not os.path.isfile(target):
            return False
        hidden = any(part.startswith(".") or part in SKIPPED for part in target[len(self.real):].split(os.sep) if part)
        return hidden or not target.lower().endswith((*DOCUMENTS, *PERHAPS))


def _rules_above(home: str, directory: str) -> tuple[Rules, ...]:
    """Returns what a repository ignores, as far as it is said at or above a directory."""
    below = os.path.relpath(directory, home).replace(os.sep, "/")
    names = [] if below == "." else below.split("/")
    rules = _rules_of(os.path.join(home, REPOSITORY, "info"), "", "exclude")
    for depth in range(len(names) + 1):
        rules += _rules_of(os.path.join(home, *names[:depth]), "/".join(names[:depth]))
    return rules


def _rules_of(place: str, directory: str, name: str = IGNORE_FILE) -> tuple[Rules, ...]:
    path = os.path.join(place, name)
    try:
        if os.path.islink(path):  # git does not follow it either
            return ()
        with open(path, "rb") as stream:
            text = stream.read(MOST_OF_RULES).decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    except OSError:
        return ()
    rules = read_rules(directory.rstrip("/"), text.split("\n"))
    return (rules,) if rules.patterns else ()
