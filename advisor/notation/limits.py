"""What a text may cost."""

from __future__ import annotations

from advisor.errors import Problem
from advisor.source import Source, Span

MAX_BYTES = 48 * 1024 * 1024  # enough for 100,000 interactions, as indented JSON too
MAX_DEPTH = 64
MAX_PROBLEMS = 100  # of one text's notation
MAX_NODES = 1_000_000  # kept at a time


class UnreadableError(Exception):
    """The rest of the text cannot be made sense of; the problem is noted already."""


class Notes:
    """Collects the problems of one text's notation, and stops when there are too many."""

    __slots__ = ("_left", "problems", "source")

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self._left = MAX_PROBLEMS

    def note(self, start: int, end: int, message: str, remedy: str) -> None:
        """Notes a problem. Raises UnreadableError after the last that is worth showing."""
        span = Span(self.source, start, end)
        self.problems.append(Problem(message, remedy, span))
        self._left -= 1
        if self._left == 0:
            self.problems.append(Problem("The rest of the text was not read.", "Solve the problems above first.", span))
            raise UnreadableError

    def twice(self, key: str, first: int, again: int) -> None:
        """Notes a key that stands twice in one mapping."""
        from advisor.notation.quote import quoted

        line = self.source.place(first)[0]
        self.note(again, again + len(key), f"The key {quoted(key)} stands twice here.",
                  f"It stands first in line {line}; keep one of the two.")

    def too_large(self, start: int) -> UnreadableError:
        """Notes where a tree grows too large; to be raised."""
        message = f"The text holds more than {MAX_NODES} values."
        self.note(start, start + 1, message, "Split it; several files may be given.")
        return UnreadableError()

    def too_deep(self, start: int) -> UnreadableError:
        """Notes where the nesting ends; to be raised."""
        self.note(start, start + 1, f"This is nested more than {MAX_DEPTH} levels deep.", "Make it flatter.")
        return UnreadableError()
