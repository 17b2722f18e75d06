"""Lenient YAML for files of other tools: anchors, aliases, merge keys and tags are accepted."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.errors import Problem
from advisor.formats.diagram_builder import DiagramBuilder
from advisor.notation.events import TreeBuilder
from advisor.notation.limits import ProblemLog, UnreadableError
from advisor.notation.tree import MappingNode, ScalarNode, TreeNode
from advisor.text.source import Source


class LenientTree(NamedTuple):
    """A YAML document; aliases share nodes, so follow known keys and never walk the whole tree."""

    root: TreeNode | None

    def get(self, key: str) -> TreeNode | None:
        return self.root.entries.get(key) if isinstance(self.root, MappingNode) else None


class _AliasBuilder(TreeBuilder):
    """Resolves aliases of collections; no reader needs anchored scalars."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._names: list[str | None] = []  # anchors of the open collections
        self._anchored: dict[str, TreeNode] = {}
        self._last: TreeNode | None = None

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

    def _add(self, node: TreeNode) -> None:
        self._last = node
        super()._add(node)

    def _alias(self, event: Any) -> None:
        empty = ScalarNode(None, event.start_mark.index, event.end_mark.index)
        self._add(self._anchored.get(event.anchor, empty))

    def _unreliable(self, event: Any, message: str, remedy: str) -> None:
        """Accepts what the strict reader rejects."""


def read_lenient_yaml(source: Source, builder: DiagramBuilder) -> LenientTree:
    """Parses a YAML text; syntax errors are recorded as faults."""
    import yaml

    from advisor.notation.yaml_errors import record_parser_error

    problems: list[Problem] = []
    notes = ProblemLog(source, problems)
    root: TreeNode | None = None
    loader: Any = None
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(replace_byte_order_mark(source.text))
        root = _AliasBuilder(notes, {}, {}).build(loader.get_event)
    except UnreadableError:
        pass
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        record_parser_error(notes, error)
    finally:
        if loader is not None:
            loader.dispose()
    add_faults(problems, builder)
    return LenientTree(root)


def replace_byte_order_mark(text: str) -> str:
    """Replaces a byte order mark with a line break, so that all offsets stay."""
    return "\n" + text[1:] if text.startswith("\ufeff") else text


def add_faults(problems: list[Problem], builder: DiagramBuilder) -> None:
    """Records problems as faults."""
    for problem in problems:
        start, end = (problem.span.start, problem.span.end) if problem.span is not None else (0, 0)
        builder.fault(problem.message, problem.remedy, start, max(end, start))


def key_range(source: Source, mapping: MappingNode, key: str) -> tuple[int, int]:
    """Returns start and end offset of a key, including its quotes."""
    start = mapping.key_offsets.get(key, mapping.start)
    quotes = 2 if source.text[start : start + 1] in ('"', "'") and not key.startswith(('"', "'")) else 0
    line_end = source.text.find("\n", start)
    end = min(start + len(key) + quotes, line_end if line_end >= 0 else len(source.text))
    return start, max(end, start)
