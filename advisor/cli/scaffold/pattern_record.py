"""Decision record of a project for a pattern without an interaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.scaffold.names import plain_text

if TYPE_CHECKING:
    from advisor.model.rule import Pattern


def pattern_record(pattern: Pattern) -> str:
    """Returns a record of when the pattern fits and its consequences; the facts are for the user to add."""
    return "".join(f"{line}\n" for line in _lines(pattern))


def _lines(pattern: Pattern) -> Iterator[str]:
    yield from ("---", "status: accepted", "---", "", f"# {pattern.title}", "", "## Context and problem statement", "")
    yield "The pattern was chosen by name. The facts that led to it are not recorded: add them here."
    yield from _section("Decision outcome", [f"{pattern.title}: {pattern.summary}"])
    yield from _section("When it fits", [f"{rule.title}: {rule.because}" for rule in pattern.favoured])
    yield from _section("When it does not", [f"{rule.title}: {rule.because}" for rule in
                                             (*pattern.excluded, *pattern.avoided)])
    yield from _section("Consequences", [note.text for note in pattern.gotchas])


def _section(title: str, points: list[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from (f"* {plain_text(point)}" for point in points)
