"""Selects the practices of a review and their severities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.model.practice import Practice

OFF = "off"  # severity that disables a practice


class RuleSelection(NamedTuple):
    only: frozenset[str] = frozenset()  # ids; empty means all
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, str] = {}  # id -> error, warning, info or off


def active_practices(practices: Iterable[Practice], settings: RuleSelection) -> tuple[Practice, ...]:
    """Returns the active practices, each with its configured severity."""
    selected = (practice._replace(severity=settings.severities.get(practice.id, practice.severity))
                for practice in practices
                if practice.id not in settings.ignore and (not settings.only or practice.id in settings.only))
    return tuple(practice for practice in selected if practice.severity != OFF)
