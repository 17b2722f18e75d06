"""Runtime form of practices, without pydantic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

Condition = dict[str, Any]


class PracticeExamples(NamedTuple):
    """Documents that violate and follow a practice; empty if there is no example."""

    bad: str
    good: str


class Practice(NamedTuple):
    """One practice. It applies if `applies_to` and `applies_when` hold.

    It is then violated if `violated_when` is true, or as decided by the linter check `check`.
    """

    id: str
    title: str
    severity: str
    applies_to: tuple[str, ...]  # pattern names; empty means all, and a design that declares none
    applies_when: Condition  # over needs, design and circumstances
    violated_when: Condition  # likewise; empty if a check decides
    check: str
    parameters: dict[str, float]
    says: str  # message of the finding, with {placeholders}
    because: str
    remedy: str
    source: str
    aliases: tuple[str, ...] = ()  # earlier ids, the first one first

    @property
    def original_id(self) -> str:
        """The id that findings are identified by, so that a renamed practice keeps its baselines."""
        return self.aliases[0] if self.aliases else self.id


def ids_by_name(practices: Iterable[Practice]) -> dict[str, str]:
    """Returns the current id of each practice by every name it has or had."""
    return {name: practice.id for practice in practices for name in (practice.id, *practice.aliases)}
