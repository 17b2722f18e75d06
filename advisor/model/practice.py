"""Runtime form of practices, without pydantic."""

from __future__ import annotations

from typing import Any, NamedTuple

Condition = dict[str, Any]


class PracticeExamples(NamedTuple):
    """Documents that violate and follow a practice; empty if there is no example."""

    bad: str
    good: str


class Practice(NamedTuple):
    """One practice. It applies if `applies_to`, `when` and `applies_when` all hold.

    It is then violated if `violated_when` is true, or as decided by the linter check `check`.
    """

    id: str
    title: str
    severity: str
    applies_to: tuple[str, ...]  # pattern names; empty means all, and a design that declares none
    when: Condition  # over needs
    applies_when: Condition  # over needs, design and circumstances
    violated_when: Condition  # likewise; empty if a check decides
    check: str
    parameters: dict[str, float]
    says: str  # message of the finding, with {placeholders}
    because: str
    remedy: str
    source: str
