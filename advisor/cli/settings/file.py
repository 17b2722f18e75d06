"""Finds `.advisor.yaml` in a file's directory or above, and reads it strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from advisor.cli.settings.values import FAIL_ON, Settings, Word, level_problem, not_one_of
from advisor.errors import InputError, Problem
from advisor.notation.load import MEGABYTE, STANDARD_INPUT, load_text
from advisor.notation.quote import quoted
from advisor.notation.read import read
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping, Node, Scalar
from advisor.notation.tree import Sequence as SequenceNode
from advisor.source import Source, Span

NAME = ".advisor.yaml"
REPOSITORY = ".git"  # ends the search
KEYS = Settings._fields


def find(file: str) -> Path | None:
    """Returns the settings file that applies to a file or directory (`-`: the working directory), or None."""
    try:
        path = Path.cwd() if file == STANDARD_INPUT else Path(file)
        start = (path if path.is_dir() else path.parent).resolve()
    except (OSError, RuntimeError, ValueError):  # a symlink loop, an invalid name, a deleted directory
        return None
    for directory in (start, *start.parents):
        if _exists(directory / NAME):
            return directory / NAME
        if _exists(directory / REPOSITORY):
            return None
    return None


def shown(path: Path) -> str:
    """Returns a path relative to the working directory if it is inside, else unchanged."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (OSError, ValueError):
        return str(path)


def read_settings(path: Path, formats: Sequence[str], problems: list[Problem]) -> Settings:
    """Returns the valid settings of a file, and adds its problems to `problems`."""
    try:
        source = load_text(shown(path), max_bytes=MEGABYTE)
    except InputError as error:
        problems.extend(error.problems)
        return Settings()
    tree = read(source, problems=problems)
    if isinstance(tree, Mapping):
        return _SettingsReader(source, problems, formats, path.parent).settings(tree)
    if tree is not None:
        problems.append(Problem("Settings are a mapping.", "Write one a line, such as `fail_on: warning`.",
                                Span(source, tree.start, tree.end)))
    return Settings()


class _SettingsReader:
    def __init__(self, source: Source, problems: list[Problem], formats: Sequence[str], directory: Path) -> None:
        self.source = source
        self.problems = problems
        self.formats = formats
        self.directory = directory

    def settings(self, tree: Mapping) -> Settings:
        readers: dict[str, Callable[[Node], Any]] = {
            "only": self._values, "ignore": self._values, "severity": self._severity, "rules": self._directories,
            "fail_on": lambda node: self._one_of(node, FAIL_ON, "level"),
            "format": lambda node: self._one_of(node, self.formats, "format"), "exclude": self._globs,
            "baseline": self._file,
        }
        values: dict[str, Any] = {}
        for key, node in tree.entries.items():
            start = tree.key_offsets[key]
            if key not in readers:
                self._add_problem(Span(self.source, start, start + len(key)), f"There is no setting {quoted(key)}.",
                            did_you_mean(key, KEYS) or f"The settings are {', '.join(KEYS)}.")
            elif isinstance(node, Scalar) and node.value is None:
                self._add_problem(self._span(node), f"`{key}` has no value.", "Write one, or leave the line out.")
            elif (value := readers[key](node)) is not None:
                values[key] = value
        return Settings(**values)

    def _values(self, node: Node, expected: str = "the id of a practice, or a list of them") -> tuple[Word, ...]:
        values: dict[str, Word] = {}
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            value = self._value(item, expected)
            if value is not None and values.setdefault(value.text, value) is not value:
                self._add_problem(self._span(item), f"{quoted(value.text)} stands twice here.", "Name it once.")
        return tuple(values.values())

    def _severity(self, node: Node) -> tuple[tuple[Word, Word], ...] | None:
        if not isinstance(node, Mapping):
            self._add_problem(self._span(node), "`severity` must be a mapping.",
                              "Write `severity: {sync-chain: error}`.")
            return None
        return tuple(self._levels(node))

    def _levels(self, node: Mapping) -> Iterator[tuple[Word, Word]]:
        for name, level_node in node.entries.items():
            start = node.key_offsets[name]
            span = Span(self.source, start, start + len(name))
            level = self._value(level_node, "error, warning, info or off")
            if level is None:
                continue
            if problem := level_problem(level):
                self.problems.append(problem)
            else:
                yield Word(name, self._origin(span), span), level

    def _directories(self, node: Node) -> tuple[Word, ...]:
        directories = []
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            directory = self._value(item, "a directory, or a list of them")
            if directory is not None:
                directories.append(directory._replace(text=shown(self.directory / directory.text)))
        return tuple(directories)

    def _globs(self, node: Node) -> tuple[Word, ...]:
        return self._values(node, "a pattern of paths such as `docs/old/`, or a list of them")

    def _file(self, node: Node) -> Word | None:
        value = self._value(node, "the path of a file")
        return value and value._replace(text=shown(self.directory / value.text))

    def _one_of(self, node: Node, values: Sequence[str], noun: str) -> Word | None:
        value = self._value(node, f"one of {', '.join(values)}")
        if value is None:
            return None
        problem = not_one_of(value, values, noun)
        if problem:
            self.problems.append(problem)
        return None if problem else value

    def _value(self, node: Node, expected: str) -> Word | None:
        span = self._span(node)
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            return Word(node.value, self._origin(span), span)
        shape = quoted(node.value) if isinstance(node, Scalar) else "A list" if isinstance(node, SequenceNode) else \
            "A mapping"
        self._add_problem(span, f"{shape} cannot stand here.", f"Write {expected}.")
        return None

    def _add_problem(self, span: Span, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, remedy, span))

    def _span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    @staticmethod
    def _origin(span: Span) -> str:
        return f"{span.file}:{span.line}"


def _exists(path: Path) -> bool:
    """Whether a path exists, broken links included; a path in an unreadable directory does not."""
    try:
        return path.is_symlink() or path.exists()
    except OSError:
        return False
