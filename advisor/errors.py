"""Errors with cause, location and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.text.source import Span


class Problem(NamedTuple):
    """One problem with the input: cause, remedy and, if known, location."""

    message: str
    remedy: str = ""
    span: Span | None = None
    file: str = ""
    replacement: str = ""  # the correct word, if it is unambiguous

    @property
    def location(self) -> str:
        """`file:line:column`, or the file alone if no line is known; empty for a command-line error."""
        if self.span is not None:
            return f"{self.span.file}:{self.span.line}:{self.span.column}"
        return self.file

    def __str__(self) -> str:
        location = f"{self.location}: " if self.location else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{location}{self.message}{remedy}"


class AdvisorError(Exception):
    """Base class of all intentional errors; carries all problems of one run."""

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
    """Invalid document, fact or arguments: exit code 2."""


class RulebookError(InputError):
    """Invalid rule pack: exit code 2, with every problem of the pack."""
