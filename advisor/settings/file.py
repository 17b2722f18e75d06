"""Finds `.advisor.yaml` in a file's directory or above, and reads it strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from advisor.errors import Problem
from advisor.notation.load import MEGABYTE, STANDARD_INPUT
from advisor.notation.mapping_file import read_mapping
from advisor.notation.mapping_reader import MappingReader
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.settings.values import FAIL_ON, RunSettings, SettingValue, choice_problem, level_problem
from advisor.text.quoting import quote_value
from advisor.text.source import Span
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
    """Returns the valid settings of a file, and adds its problems to `problems`.

    Raises InputError with all of them if there are too many.
    """
    remedy = "Write one a line, such as `fail_on: warning`."
    entry = read_mapping(display_path(path), "Settings", remedy, problems, MEGABYTE)
    return _SettingsReader(entry, formats, path.parent).settings() if entry else RunSettings()


class _SettingsReader:
    def __init__(self, entry: MappingReader, formats: Sequence[str], directory: Path) -> None:
        self.entry = entry
        self.formats = formats
        self.directory = directory

    def settings(self) -> RunSettings:
        readers: dict[str, Callable[[TreeNode], Any]] = {
            "only": self._values, "ignore": self._values, "severity": self._severity, "rules": self._directories,
            "fail_on": lambda node: self._one_of(node, FAIL_ON, "level"),
            "format": lambda node: self._one_of(node, self.formats, "format"), "exclude": self._globs,
            "baseline": self._file,
        }
        values: dict[str, Any] = {}
        for key in self.entry.mapping.entries:
            if key not in readers:
                remedy = did_you_mean(key, SETTING_NAMES) or f"The settings are {', '.join(SETTING_NAMES)}."
                self.entry.add_key_problem(key, f"There is no setting {quote_value(key)}.", remedy)
            elif (node := self.entry.value(key)) is not None and (value := readers[key](node)) is not None:
                values[key] = value
        return RunSettings(**values)

    def _values(
        self, node: TreeNode, expected: str = "the id of a practice, or a list of them"
    ) -> tuple[SettingValue, ...]:
        values: dict[str, SettingValue] = {}
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            value = self._value(item, expected)
            if value is not None and values.setdefault(value.text, value) is not value:
                self.entry.add_problem(item, f"{quote_value(value.text)} stands twice here.", "Name it once.")
        return tuple(values.values())

    def _severity(self, _: TreeNode) -> tuple[tuple[SettingValue, SettingValue], ...] | None:
        mapping = self.entry.mapping_under("severity", "Write `severity: {sync-chain: error}`.")
        return None if mapping is None else tuple(self._levels(mapping))

    def _levels(self, mapping: MappingNode) -> Iterator[tuple[SettingValue, SettingValue]]:
        levels = MappingReader(self.entry.source, mapping, "severity", self.entry.collector)
        for name, node in mapping.entries.items():
            level = self._value(node, "error, warning, info or off")
            if level is None:
                continue
            if problem := level_problem(level):
                self.entry.collector.add(problem)
            else:
                yield _setting_value(name, levels.key_span(name)), level

    def _directories(self, node: TreeNode) -> tuple[SettingValue, ...]:
        items = node.items if isinstance(node, SequenceNode) else [node]
        directories = (self._path(item, "a directory, or a list of them") for item in items)
        return tuple(directory for directory in directories if directory is not None)

    def _globs(self, node: TreeNode) -> tuple[SettingValue, ...]:
        return self._values(node, "a pattern of paths such as `docs/old/`, or a list of them")

    def _file(self, node: TreeNode) -> SettingValue | None:
        return self._path(node, "the path of a file")

    def _path(self, node: TreeNode, expected: str) -> SettingValue | None:
        value = self._value(node, expected)
        return value and value._replace(text=display_path(self.directory / value.text))

    def _one_of(self, node: TreeNode, values: Sequence[str], noun: str) -> SettingValue | None:
        value = self._value(node, f"one of {', '.join(values)}")
        problem = value and choice_problem(value, values, noun)
        if problem:
            self.entry.collector.add(problem)
        return None if problem else value

    def _value(self, node: TreeNode, expected: str) -> SettingValue | None:
        match node:
            case ScalarNode(value=str(text)) if text.strip():
                return _setting_value(text, self.entry.value_span(node))
            case ScalarNode():
                shape = quote_value(node.value)
            case SequenceNode():
                shape = "A list"
            case MappingNode():
                shape = "A mapping"
        self.entry.add_problem(node, f"{shape} cannot stand here.", f"Write {expected}.")
        return None


def _setting_value(text: str, span: Span) -> SettingValue:
    return SettingValue(text, f"{span.file}:{span.line}", span)


def _exists(path: Path) -> bool:
    """Whether a path exists, broken links included; a path in an unreadable directory does not."""
    try:
        return path.is_symlink() or path.exists()
    except OSError:
        return False
