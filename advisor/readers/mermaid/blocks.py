"""Blocks and boxes of a sequence diagram, from their first word to their `end`."""

from __future__ import annotations

from advisor.readers.mermaid.canvas import MOST_GROUPS, Canvas

KINDS = {"loop": "loop", "rect": "", "opt": "opt", "alt": "alt", "par": "par", "par_over": "par",
         "critical": "critical", "break": "break", "box": ""}  # of what happens within; some say nothing of that
BRANCHES = {"else": "alt", "and": "par", "option": "critical"}


class Blocks:
    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.around: tuple[str, ...] = ()  # kinds of what is open, outermost first
        self._open: list[tuple[str, int, tuple[str, ...]]] = []  # word, place, kinds around it

    @property
    def is_box(self) -> bool:
        return bool(self._open) and self._open[-1][0] == "box"

    def begin(self, word: str, at: int) -> None:
        self._open.append((word, at, self.around))
        kind = KINDS[word]
        if kind and len(self.around) < MOST_GROUPS:
            self.around = (*self.around, kind)

    def branch(self, word: str, start: int, end: int) -> None:
        of = BRANCHES[word]
        if not self._open or KINDS[self._open[-1][0]] != of:
            self.canvas.fault(f"`{word}` stands outside of `{of}`.", f"Write it between `{of}` and its `end`.",
                              start, end)

    def end(self, start: int, end: int) -> None:
        if not self._open:
            self.canvas.fault("Nothing is open that this `end` could close.", "Remove it.", start, end)
            return
        _, _, self.around = self._open.pop()

    def finish(self) -> None:
        """Notes what is still open."""
        for word, start, _ in self._open:
            self.canvas.fault(f"This `{word}` never ends.", "Close it with `end`.", start, start + len(word))
