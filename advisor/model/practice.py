"""Practices as they run: what every design should do, as plain values."""

from __future__ import annotations

from typing import Any

from advisor.source.frozen import NamedTuple

Condition = dict[str, Any]


class Examples(NamedTuple):
    """What breaks a practice and what does not, as documents; empty where there is no such example."""

    bad: str
    good: str


class Practice(NamedTuple):
    """One practice. It applies where `applies_to`, `when` and `applies_when` all hold.

    It is then broken where `violated_when` is true; or a check of the linter, named by `check`, finds out.
    """

    id: str
    title: str
    severity: str
    applies_to: tuple[str, ...]  # pattern names; empty means all, and a design that declares none
    when: Condition  # over needs
    applies_when: Condition  # over needs, design and circumstances
    violated_when: Condition  # likewise; empty where a check decides
    check: str
    parameters: dict[str, float]
    says: str  # the finding's sentence, with {placeholders}
    because: str
    remedy: str
    source: str
