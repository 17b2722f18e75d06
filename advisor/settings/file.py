"""Finds `.advisor.yaml` in a file's directory or above, and reads it strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from advisor.errors import InputError, Problem
from advisor.notation.load import MEGABYTE, STANDARD_INPUT, load_text
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.settings.values import FAIL_ON, RunSettings, SettingValue, choice_problem, level_problem
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span
from advisor.text.suggestions import did_you_mean

SETTINGS_FILE = ".advisor.yaml"
REPOSITORY = ".git"  # ends the search
SETTING_NAMES = RunSettings._fields


def find_settings_file(file: str) -> Path | None:
    """Returns the settings file that applies to a file or directory (`-`: the working directory), or None."""
    try:
        path = Path.cwd() if file == STANDARD_INPUT else Path(file)
        start = (path if path.is_dir() else path.parent).resolve()
    except (OSError, RuntimeError, ValueError):  # a symlink loop, an invalid name, a deleted directory
        return None
    for directory in (start, *start.parents):
        if _exists(directory / SETTINGS_FILE):
            return directory / SETTINGS_FILE
        if _exists(directory / REPOSITORY):
            return None
    return None


def display_path(path: Path) -> str:
    """Returns a path relative to the working directory if it is inside, else unchanged."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (OSError, ValueError):
        return str(path)


def read_settings(path: Path, formats: Sequence[str], problems: list[Problem]) -> RunSettings:
    """Returns the valid settings of a file, and adds its problems to `problems`."""
    try:
        source = load_text(display_path(path), max_bytes=MEGABYTE)
    except InputError as error:
        problems.extend(error.problems)
        return RunSettings()
    tree = parse_tree(source, problems=problems)
    if isinstance(tree, MappingNode):
        return _SettingsReader(source, problems, formats, path.parent).settings(tree)
    if tree is not None:
        problems.append(Problem("Settings are a mapping.", "Write one a line, such as `fail_on: warning`.",
                                Span(source, tree.start, tree.end)))
    return RunSettings()


class _SettingsReader:
    def __init__(self, source: Source, problems: list[Problem], formats: Sequence[str], directory: Path) -> None:
        self.source = source
        self.problems = problems
        self.formats = formats
        self.directory = directory

    def settings(self, tree: MappingNode) -> RunSettings:
        readers: dict[str, Callable[[TreeNode], Any]] = {
            "only": self._values, "ignore": self._values, "severity": self._severity, "rules": self._directories,
            "fail_on": lambda node: self._one_of(node, FAIL_ON, "level"),
            "format": lambda node: self._one_of(node, self.formats, "format"), "exclude": self._globs,
            "baseline": self._file,
        }
        values: dict[str, Any] = {}
        for key, node in tree.entries.items():
            start = tree.key_offsets[key]
            if key not in readers:
                self._add_problem(
                    Span(self.source, start, start + len(key)),
                    f"There is no setting {quote_value(key)}.",
                    did_you_mean(key, SETTING_NAMES) or f"The settings are {', '.join(SETTING_NAMES)}.",
                )
            elif isinstance(node, ScalarNode) and node.value is None:
                self._add_problem(self._span(node), f"`{key}` has no value.", "Write one, or leave the line out.")
            elif (value := readers[key](node)) is not None:
                values[key] = value
        return RunSettings(**values)

    def _values(
        self, node: TreeNode, expected: str = "the id of a practice, or a list of them"
    ) -> tuple[SettingValue, ...]:
        values: dict[str, SettingValue] = {}
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            value = self._value(item, expected)
            if value is not None and values.setdefault(value.text, value) is not value:
                self._add_problem(self._span(item), f"{quote_value(value.text)} stands twice here.", "Name it once.")
        return tuple(values.values())

    def _severity(self, node: TreeNode) -> tuple[tuple[SettingValue, SettingValue], ...] | None:
        if not isinstance(node, MappingNode):
            self._add_problem(self._span(node), "`severity` must be a mapping.",
                              "Write `severity: {sync-chain: error}`.")
            return None
        return tuple(self._levels(node))

    def _levels(self, node: MappingNode) -> Iterator[tuple[SettingValue, SettingValue]]:
        for name, level_node in node.entries.items():
            start = node.key_offsets[name]
            span = Span(self.source, start, start + len(name))
            level = self._value(level_node, "error, warning, info or off")
            if level is None:
                continue
            if problem := level_problem(level):
                self.problems.append(problem)
            else:
                yield SettingValue(name, self._origin(span), span), level

    def _directories(self, node: TreeNode) -> tuple[SettingValue, ...]:
        directories = []
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            directory = self._value(item, "a directory, or a list of them")
            if directory is not None:
                directories.append(directory._replace(text=display_path(self.directory / directory.text)))
        return tuple(directories)

    def _globs(self, node: TreeNode) -> tuple[SettingValue, ...]:
        return self._values(node, "a pattern of paths such as `docs/old/`, or a list of them")

    def _file(self, node: TreeNode) -> SettingValue | None:
        value = self._value(node, "the path of a file")
        return value and value._replace(text=display_path(self.directory / value.text))

    def _one_of(self, node: TreeNode, values: Sequence[str], noun: str) -> SettingValue | None:
        value = self._value(node, f"one of {', '.join(values)}")
        if value is None:
            return None
        problem = choice_problem(value, values, noun)
        if problem:
            self.problems.append(problem)
        return None if problem else value

    def _value(self, node: TreeNode, expected: str) -> SettingValue | None:
        span = self._span(node)
        if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value.strip():
            return SettingValue(node.value, self._origin(span), span)
        shape = (
            quote_value(node.value)
            if isinstance(node, ScalarNode)
            else "A list"
            if isinstance(node, SequenceNode)
            else "A mapping"
        )
        self._add_problem(span, f"{shape} cannot stand here.", f"Write {expected}.")
        return None

    def _add_problem(self, span: Span, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, remedy, span))

    def _span(self, node: TreeNode) -> Span:
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
