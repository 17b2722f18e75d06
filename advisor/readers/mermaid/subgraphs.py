"""Subgraphs of a flowchart: which nodes stand in which."""

from __future__ import annotations

from advisor.notation.quote import quoted
from advisor.readers.mermaid.canvas import MOST_GROUPS, Canvas
from advisor.readers.mermaid.labels import without_quotes
from advisor.readers.mermaid.shapes import read_label
from advisor.source.regex import regex

NAME = regex(r'[^\S\n]*("[^"]*"|[^\n;\[]*)')
FORBIDDEN = regex(r'[(){}|<>^~@"\],]')
BLANK = regex(r"[^\S\n]*")


class Subgraphs:
    """A node belongs to the subgraph that names it and is closed first."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.titles: dict[str, str] = {}  # of each subgraph by its name
        self._places: dict[str, tuple[int, int]] = {}
        self._open: list[tuple[str, list[str], int]] = []  # name, what is named within, place
        self._owner: dict[str, str] = {}
        self._nameless = 0

    def begin(self, start: int, at: int) -> int:
        """Reads what follows `subgraph` and returns the place after it."""
        page, text = self.canvas.page, self.canvas.page.text
        found = NAME.match(text, at)
        assert found is not None  # it matches anything
        written, end = found[1].strip(), found.end()
        title = name = without_quotes(written)
        if text.startswith("[", end):
            label = read_label(self.canvas, end + 1, ("]",), end)
            title, end = label if label else (name, page.line_end(end))
        elif " " in name or not name:
            name = f"subGraph{self._nameless}"
            self._nameless += 1
        strange = FORBIDDEN.search(written) if not written.startswith('"') else None
        if strange:
            self.canvas.fault(f"{quoted(strange[0])} may not stand in a title without quotes.",
                              'Put the title in quotes: `subgraph name["..."]`.', found.start(1) + strange.start(), end)
        self.titles.setdefault(name, title)
        self._places.setdefault(name, (start, end))
        self._open.append((name, [], start))
        return self._line_is_over(end)

    def mention(self, name: str) -> None:
        """Notes a node, or a subgraph, in the innermost subgraph that is open."""
        if self._open:
            self._open[-1][1].append(name)

    def end(self, start: int, end: int) -> None:
        """Closes the innermost subgraph."""
        if not self._open:
            self.canvas.fault("Nothing is open that this `end` could close.", "Remove it.", start, end)
            return
        name, named, _ = self._open.pop()
        for node in named:
            if node != name:
                self._owner.setdefault(node, name)
        self.mention(name)

    def finish(self) -> None:
        """Puts nodes into their groups; a subgraph is a node where an edge leads to it."""
        for name, _, start in self._open:
            self.canvas.fault(f"The subgraph {quoted(self.titles[name] or name)} never ends.", "Close it with `end`.",
                              start, start + len("subgraph"))
        while self._open:
            self.end(0, 0)
        for name in self.titles.keys() & self.canvas.nodes.keys():
            start, end = self._places[name]
            self.canvas.describe(name, start, end, label=self.titles[name], hint="group")
        paths: dict[str, tuple[str, ...]] = {}
        self.canvas.regroup({node: self._path(owner, paths) for node, owner in self._owner.items()})

    def _path(self, name: str, paths: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Returns the titles of a subgraph and those around it, outermost first."""
        pending = []
        seen: set[str] = set()
        at: str | None = name
        while at is not None and at not in paths and at not in seen:
            pending.append(at)
            seen.add(at)
            at = self._owner.get(at)
        path = paths.get(at, ()) if at is not None else ()
        for inner in reversed(pending):
            title = self.titles.get(inner, "")
            path = (*path, title) if title and len(path) < MOST_GROUPS else path
            paths[inner] = path
        return paths.get(name, path)

    def _line_is_over(self, at: int) -> int:
        page, text = self.canvas.page, self.canvas.page.text
        blank = BLANK.match(text, at)
        end = blank.end() if blank else at
        if end < len(text) and text[end] not in "\n;":
            self.canvas.fault(f"{quoted(text[end : page.line_end(end)])} is not expected behind a title.",
                              "Begin a new line.", end, page.line_end(end))
            return page.line_end(end)
        return end
