"""Subgraphs of a flowchart and their nodes."""

from __future__ import annotations

import re

from advisor.formats.diagram import match_end
from advisor.formats.diagram_builder import MAX_GROUPS
from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.labels import unquote_label
from advisor.formats.mermaid.shapes import read_label
from advisor.text.quoting import quote_value

NAME = re.compile(r'[^\S\n]*("[^"]*"|[^\n;\[]*)')
FORBIDDEN = re.compile(r'[(){}|<>^~@"\],]')
BLANK = re.compile(r"[^\S\n]*")


class SubgraphStack:
    """A node belongs to the first closed subgraph that names it."""

    def __init__(self, builder: MermaidDiagramBuilder) -> None:
        self.builder = builder
        self.titles: dict[str, str] = {}  # by name
        self._spans: dict[str, tuple[int, int]] = {}
        self._open: list[tuple[str, list[str], int]] = []  # name, names within, offset
        self._owner: dict[str, str] = {}
        self._nameless = 0

    def begin(self, start: int, at: int) -> int:
        """Parses the text after `subgraph`; returns the offset after it."""
        page, text = self.builder.page, self.builder.page.text
        match = NAME.match(text, at)
        assert match is not None  # it matches anything
        written, end = match[1].strip(), match.end()
        title = name = unquote_label(written)
        if text.startswith("[", end):
            label = read_label(self.builder, end + 1, ("]",), end)
            title, end = label if label else (name, page.line_end(end))
        elif " " in name or not name:
            name = f"subGraph{self._nameless}"
            self._nameless += 1
        invalid = FORBIDDEN.search(written) if not written.startswith('"') else None
        if invalid:
            self.builder.fault(f"{quote_value(invalid[0])} may not stand in a title without quotes.",
                               'Put the title in quotes: `subgraph name["..."]`.',
                               match.start(1) + invalid.start(), end)
        self.titles.setdefault(name, title)
        self._spans.setdefault(name, (start, end))
        self._open.append((name, [], start))
        return self._expect_line_end(end)

    def mention(self, name: str) -> None:
        """Adds a node or subgraph to the innermost open subgraph."""
        if self._open:
            self._open[-1][1].append(name)

    def end(self, start: int, end: int) -> None:
        """Closes the innermost subgraph."""
        if not self._open:
            self.builder.fault("Nothing is open that this `end` could close.", "Remove it.", start, end)
            return
        name, members, _ = self._open.pop()
        for node in members:
            if node != name:
                self._owner.setdefault(node, name)
        self.mention(name)

    def finish(self) -> None:
        """Assigns nodes to groups; a subgraph is a node if an edge leads to it."""
        for name, _, start in self._open:
            self.builder.fault(f"The subgraph {quote_value(self.titles[name] or name)} never ends.",
                               "Close it with `end`.", start, start + len("subgraph"))
        while self._open:
            self.end(0, 0)
        for name in self.titles.keys() & self.builder.nodes.keys():
            start, end = self._spans[name]
            self.builder.describe(name, start, end, label=self.titles[name], hint="group")
        paths: dict[str, tuple[str, ...]] = {}
        self.builder.set_groups({node: self._path(owner, paths) for node, owner in self._owner.items()})

    def _path(self, name: str, paths: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Returns the titles of a subgraph and its parents, outermost first."""
        pending = []
        seen: set[str] = set()
        current: str | None = name
        while current is not None and current not in paths and current not in seen:
            pending.append(current)
            seen.add(current)
            current = self._owner.get(current)
        path = paths.get(current, ()) if current is not None else ()
        for inner in reversed(pending):
            title = self.titles.get(inner, "")
            path = (*path, title) if title and len(path) < MAX_GROUPS else path
            paths[inner] = path
        return paths.get(name, path)

    def _expect_line_end(self, at: int) -> int:
        page, text = self.builder.page, self.builder.page.text
        end = match_end(BLANK, text, at)
        if end < len(text) and text[end] not in "\n;":
            self.builder.fault(f"{quote_value(text[end : page.line_end(end)])} is not expected behind a title.",
                               "Begin a new line.", end, page.line_end(end))
            return page.line_end(end)
        return end
