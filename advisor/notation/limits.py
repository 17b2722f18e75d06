"""Limits of parsed texts."""

from __future__ import annotations

from advisor.errors import Problem
from advisor.text.source import Source, Span

MAX_BYTES = 48 * 1024 * 1024  # enough for 100,000 interactions, as indented JSON too
MAX_DEPTH = 64
MAX_PROBLEMS = 100  # of one text's notation
MAX_NODES = 1_000_000  # in memory at a time
MAX_NUMBER = 1e15  # floats up to here represent every integer exactly


class UnreadableError(Exception):
    """The rest of the text cannot be parsed; the problem is recorded already."""


class ProblemLog:
    """Collects the syntax problems of one text, up to a limit."""

    __slots__ = ("_left", "problems", "source")

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self._left = MAX_PROBLEMS

    def record(self, start: int, end: int, message: str, remedy: str) -> None:
        """Records a problem. Raises UnreadableError at the limit."""
        span = Span(self.source, start, end)
        self.problems.append(Problem(message, remedy, span))
        self._left -= 1
        if self._left == 0:
            self.problems.append(Problem("The rest of the text was not read.", "Solve the problems above first.", span))
            raise UnreadableError

    def duplicate_key(self, key: str, first: int, second: int) -> None:
        """Records a duplicate key of a mapping."""
        from advisor.text.quoting import quote_value

        line = self.source.position(first)[0]
        self.record(second, second + len(key), f"The key {quote_value(key)} stands twice here.",
                    f"It stands first in line {line}; keep one of the two.")

    def too_large(self, start: int) -> UnreadableError:
        """Records that the tree is too large; returns the error to raise."""
        message = f"The text holds more than {MAX_NODES} values."
        self.record(start, start + 1, message, "Split it; several files may be given.")
        return UnreadableError()

    def too_deep(self, start: int) -> UnreadableError:
        """Records too deep nesting; returns the error to raise."""
        self.record(start, start + 1, f"This is nested more than {MAX_DEPTH} levels deep.", "Make it flatter.")
        return UnreadableError()
