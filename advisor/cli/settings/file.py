"""`.advisor.yaml`: found from a file's directory upwards, and read strictly."""

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
END = ".git"  # a repository ends the search
KEYS = Settings._fields


def find(file: str) -> Path | None:
    """Returns the settings that hold for a file or directory (`-`: where we are), or None where there are none."""
    try:
        place = Path.cwd() if file == STANDARD_INPUT else Path(file)
        start = (place if place.is_dir() else place.parent).resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name no file can have, a directory that is gone
        return None
    for directory in (start, *start.parents):
        if _is_there(directory / NAME):
            return directory / NAME
        if _is_there(directory / END):
            return None
    return None


def shown(path: Path) -> str:
    """Returns a path as seen from here, if it lies here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (OSError, ValueError):
        return str(path)


def read_settings(path: Path, formats: Sequence[str], problems: list[Problem]) -> Settings:
    """Returns what a file sets, as far as it can be understood; what is wrong with it is noted."""
    try:
        source = load_text(shown(path), max_bytes=MEGABYTE)
    except InputError as error:
        problems.extend(error.problems)
        return Settings()
    tree = read(source, problems=problems)
    if isinstance(tree, Mapping):
        return _Reader(source, problems, formats, path.parent).settings(tree)
    if tree is not None:
        problems.append(Problem("Settings are a mapping.", "Write one a line, such as `fail_on: warning`.",
                                Span(source, tree.start, tree.end)))
    return Settings()


class _Reader:
    def __init__(self, source: Source, problems: list[Problem], formats: Sequence[str], directory: Path) -> None:
        self.source = source
        self.problems = problems
        self.formats = formats
        self.directory = directory

    def settings(self, tree: Mapping) -> Settings:
        readers: dict[str, Callable[[Node], Any]] = {
            "only": self._words, "ignore": self._words, "severity": self._severity, "rules": self._directories,
            "fail_on": lambda node: self._one_of(node, FAIL_ON, "level"),
            "format": lambda node: self._one_of(node, self.formats, "format"), "exclude": self._globs,
            "baseline": self._file,
        }
        found: dict[str, Any] = {}
        for key, node in tree.entries.items():
            start = tree.key_offsets[key]
            if key not in readers:
                self._wrong(Span(self.source, start, start + len(key)), f"There is no setting {quoted(key)}.",
                            did_you_mean(key, KEYS) or f"The settings are {', '.join(KEYS)}.")
            elif isinstance(node, Scalar) and node.value is None:
                self._wrong(self._span(node), f"`{key}` has no value.", "Write one, or leave the line out.")
            elif (value := readers[key](node)) is not None:
                found[key] = value
        return Settings(**found)

    def _words(self, node: Node, what: str = "the id of a practice, or a list of them") -> tuple[Word, ...]:
        words: dict[str, Word] = {}
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            word = self._word(item, what)
            if word is not None and words.setdefault(word.text, word) is not word:
                self._wrong(self._span(item), f"{quoted(word.text)} stands twice here.", "Name it once.")
        return tuple(words.values())

    def _severity(self, node: Node) -> tuple[tuple[Word, Word], ...] | None:
        if not isinstance(node, Mapping):
            self._wrong(self._span(node), "`severity` must be a mapping.", "Write `severity: {sync-chain: error}`.")
            return None
        return tuple(self._levels(node))

    def _levels(self, node: Mapping) -> Iterator[tuple[Word, Word]]:
        for name, value in node.entries.items():
            start = node.key_offsets[name]
            span = Span(self.source, start, start + len(name))
            level = self._word(value, "error, warning, info or off")
            if level is None:
                continue
            if problem := level_problem(level):
                self.problems.append(problem)
            else:
                yield Word(name, self._origin(span), span), level

    def _directories(self, node: Node) -> tuple[Word, ...]:
        words = []
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            word = self._word(item, "a directory, or a list of them")
            if word is not None:
                words.append(word._replace(text=shown(self.directory / word.text)))
        return tuple(words)

    def _globs(self, node: Node) -> tuple[Word, ...]:
        return self._words(node, "a pattern of paths such as `docs/old/`, or a list of them")

    def _file(self, node: Node) -> Word | None:
        word = self._word(node, "the path of a file")
        return word and word._replace(text=shown(self.directory / word.text))

    def _one_of(self, node: Node, values: Sequence[str], what: str) -> Word | None:
        word = self._word(node, f"one of {', '.join(values)}")
        if word is None:
            return None
        problem = not_one_of(word, values, what)
        if problem:
            self.problems.append(problem)
        return None if problem else word

    def _word(self, node: Node, what: str) -> Word | None:
        span = self._span(node)
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            return Word(node.value, self._origin(span), span)
        said = quoted(node.value) if isinstance(node, Scalar) else "A list" if isinstance(node, SequenceNode) else \
            "A mapping"
        self._wrong(span, f"{said} cannot stand here.", f"Write {what}.")
        return None

    def _wrong(self, span: Span, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, remedy, span))

    def _span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    @staticmethod
    def _origin(span: Span) -> str:
        return f"{span.file}:{span.line}"


def _is_there(path: Path) -> bool:
    """A link that leads nowhere is there too; a directory that may not be searched holds nothing for us."""
    try:
        return path.is_symlink() or path.exists()
    except OSError:
        return False
