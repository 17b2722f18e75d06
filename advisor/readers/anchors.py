"""Lenient YAML for files of other tools: anchors, aliases, merge keys and tags are accepted."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.errors import Problem
from advisor.notation.events import Builder
from advisor.notation.limits import Notes, UnreadableError
from advisor.notation.tree import Mapping, Node, Scalar
from advisor.readers.sketch import Sketch
from advisor.source import Source


class Tree(NamedTuple):
    """A YAML document; aliases share nodes, so follow known keys and never walk the whole tree."""

    root: Node | None

    def get(self, key: str) -> Node | None:
        return self.root.entries.get(key) if isinstance(self.root, Mapping) else None


def read_with_anchors(source: Source, sketch: Sketch) -> Tree:
    """Parses a YAML text; syntax errors become faults of the sketch."""
    import yaml

    from advisor.notation.yaml_faults import note_fault

    problems: list[Problem] = []
    notes = Notes(source, problems)
    root: Node | None = None
    loader: Any = None
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(without_mark(source.text))
        root = _AliasBuilder(notes, {}, {}).build(loader.get_event)
    except UnreadableError:
        pass
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        note_fault(notes, error)
    finally:
        if loader is not None:
            loader.dispose()
    note_problems(problems, sketch)
    return Tree(root)


def without_mark(text: str) -> str:
    """Replaces a byte order mark with a line break, so that all offsets stay."""
    return "\n" + text[1:] if text.startswith("\ufeff") else text


def note_problems(problems: list[Problem], sketch: Sketch) -> None:
    """Adds problems to the sketch as faults."""
    for problem in problems:
        start, end = (problem.span.start, problem.span.end) if problem.span is not None else (0, 0)
        sketch.fault(problem.message, problem.remedy, start, max(end, start))


class _AliasBuilder(Builder):
    """Resolves aliases of collections; no reader needs anchored scalars."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._names: list[str | None] = []  # anchors of the open collections
        self._anchored: dict[str, Node] = {}
        self._last: Node | None = None

    def _begin_mapping(self, event: Any) -> None:
        super()._begin_mapping(event)
        self._names.append(event.anchor)

    def _begin_sequence(self, event: Any) -> None:
        super()._begin_sequence(event)
        self._names.append(event.anchor)

    def _end(self, event: Any) -> None:
        super()._end(event)
        name = self._names.pop()
        if name is not None and self._last is not None:
            self._anchored[name] = self._last

    def _add(self, node: Node) -> None:
        self._last = node
        super()._add(node)

    def _alias(self, event: Any) -> None:
        empty = Scalar(None, event.start_mark.index, event.end_mark.index)
        self._add(self._anchored.get(event.anchor, empty))

    def _unreliable(self, event: Any, message: str, remedy: str) -> None:
        """Accepts what the strict reader rejects."""
