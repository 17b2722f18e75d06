"""Result types of the verification of a pack."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.text.source import Span


class ExampleWorld(NamedTuple):
    """A combination of known facts as an example."""

    facts: dict[str, Any]
    rests_on: tuple[str, ...]  # the facts that the fired scoring rules read
    pattern: str | None  # the winner
    is_shortest: bool  # proved: no example depends on fewer facts


class PackFault(NamedTuple):
    """One fault of a pack; `family` is the kind of thing that `id` names."""

    kind: str
    family: str  # rule, note, technology, practice, fact, pattern or pack
    id: str
    cause: str
    remedy: str
    others: tuple[str, ...] = ()  # other rules and patterns involved
    example: ExampleWorld | None = None
    span: Span | None = None


class Proof(NamedTuple):
    """One question about the whole pack: the answer, the method, the number of things checked, and the unproved."""

    question: str
    answer: str
    method: str
    checked: int
    unproved: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        return not self.unproved


class PatternWin(NamedTuple):
    """A pattern that can win, with the shortest example found."""

    pattern: str
    example: ExampleWorld


class PatternTie(NamedTuple):
    """Two patterns that can tie, the step that breaks the tie, and an example with the winner."""

    patterns: tuple[str, str]
    settled_by: str
    example: ExampleWorld


class VerificationReport(NamedTuple):
    """All results of the verification of a pack."""

    pack: str
    title: str
    counts: dict[str, int]
    faults: tuple[PackFault, ...]
    proofs: tuple[Proof, ...]
    wins: tuple[PatternWin, ...]
    ties: tuple[PatternTie, ...]


class CaseResult(NamedTuple):
    """A case of the pack, or an example of a practice, with its failures; none if it passes."""

    id: str
    title: str
    failures: tuple[CaseFailure, ...]
    span: Span | None = None


class CaseFailure(NamedTuple):
    """An expectation of a case or an example, and the actual result."""

    promise: str  # of a case pattern, status, fires, silent, mentions; of an example finds, unknown, severity, readable
    expected: str
    found: str


def example_name(practice: str, number: int) -> str:
    """Returns the name of an example, such as `missing-timeout, example 2`."""
    return f"{practice}, example {number + 1}"
