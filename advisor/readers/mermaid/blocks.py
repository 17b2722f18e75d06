"""Open blocks and boxes of a sequence diagram."""

from __future__ import annotations

from advisor.readers.mermaid.canvas import MOST_GROUPS, Canvas

KINDS = {"loop": "loop", "rect": "", "opt": "opt", "alt": "alt", "par": "par", "par_over": "par",
         "critical": "critical", "break": "break", "box": ""}  # kind by keyword; empty without control flow
BRANCHES = {"else": "alt", "and": "par", "option": "critical"}


class Blocks:
    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.around: tuple[str, ...] = ()  # kinds of open blocks, outermost first
        self._open: list[tuple[str, int, tuple[str, ...]]] = []  # word, offset, enclosing kinds

    @property
    def is_box(self) -> bool:
        return bool(self._open) and self._open[-1][0] == "box"

    def begin(self, word: str, at: int) -> None:
        self._open.append((word, at, self.around))
        kind = KINDS[word]
        if kind and len(self.around) < MOST_GROUPS:
            self.around = (*self.around, kind)

    def branch(self, word: str, start: int, end: int) -> None:
        block = BRANCHES[word]
        if not self._open or KINDS[self._open[-1][0]] != block:
            self.canvas.fault(f"`{word}` stands outside of `{block}`.", f"Write it between `{block}` and its `end`.",
                              start, end)

    def end(self, start: int, end: int) -> None:
        if not self._open:
            self.canvas.fault("Nothing is open that this `end` could close.", "Remove it.", start, end)
            return
        _, _, self.around = self._open.pop()

    def finish(self) -> None:
        """Reports unclosed blocks."""
        for word, start, _ in self._open:
            self.canvas.fault(f"This `{word}` never ends.", "Close it with `end`.", start, start + len(word))
