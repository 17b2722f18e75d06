"""What went wrong, where, and what to do about it: one root for every error we raise on purpose."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.source import Span
from advisor.source.frozen import NamedTuple


class Problem(NamedTuple):
    """One thing wrong with the input: its cause, its remedy and, where there is one, its place."""

    message: str
    remedy: str = ""
    span: Span | None = None
    file: str = ""
    replacement: str = ""  # the word to write in the place, where no other can be meant

    @property
    def place(self) -> str:
        """`file:line:column`, or the file alone where no line can be named; empty for a fault of the call."""
        if self.span is not None:
            return f"{self.span.file}:{self.span.line}:{self.span.column}"
        return self.file

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.message}{remedy}"


class AdvisorError(Exception):
    """The root of every error raised on purpose; carries all problems found in one run."""

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        match problems:
            case str():
                self.problems: tuple[Problem, ...] = (Problem(problems),)
            case Problem():
                self.problems = (problems,)
            case _:
                self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class InputError(AdvisorError):
    """A document, a fact or a call is wrong: exit code 2."""


class RulebookError(InputError):
    """A rule pack is wrong: exit code 2, with every problem of the pack."""
