"""What was found about a pack and how: frozen values."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.source import Span


class Example(NamedTuple):
    """A combination of facts, all of them known, that shows something."""

    facts: dict[str, Any]
    rests_on: tuple[str, ...]  # the facts that the rules with a say in it read; the others only keep silent
    pattern: str | None  # the winner
    is_shortest: bool  # proved: no example rests on fewer facts


class Fault(NamedTuple):
    """One thing wrong with a pack. `family` says what kind of thing `id` names."""

    kind: str
    family: str  # rule, note, technology, practice, fact, pattern or pack
    id: str
    cause: str
    remedy: str
    others: tuple[str, ...] = ()  # rules and patterns that take part
    example: Example | None = None
    span: Span | None = None


class Proof(NamedTuple):
    """One question about the whole pack: how many things were looked at, how, and for which it stayed open."""

    question: str
    answer: str
    method: str
    checked: int
    unproved: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        return not self.unproved


class Win(NamedTuple):
    """A pattern that can win, with the shortest example found."""

    pattern: str
    example: Example


class Tie(NamedTuple):
    """Two patterns that can come out level, what tells them apart there, and who wins."""

    patterns: tuple[str, str]
    settled_by: str
    example: Example


class Verdict(NamedTuple):
    """Everything that was found about a pack."""

    pack: str
    title: str
    counts: dict[str, int]
    faults: tuple[Fault, ...]
    proofs: tuple[Proof, ...]
    wins: tuple[Win, ...]
    ties: tuple[Tie, ...]


class CaseResult(NamedTuple):
    """A case of the pack, or an example of a practice, and in what it fails; nothing where it holds."""

    id: str
    title: str
    failures: tuple[Failure, ...]
    span: Span | None = None


class Failure(NamedTuple):
    """What a case or an example promises and what came instead."""

    promise: str  # of a case pattern, status, fires, silent, mentions; of an example finds, unknown, severity, readable
    expected: str
    found: str


def example_name(practice: str, number: int) -> str:
    """Returns what an example is called, such as `missing-timeout, example 2`."""
    return f"{practice}, example {number + 1}"
