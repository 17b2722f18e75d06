"""Selects the practices of a review and their severities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.model.practice import Practice

OFF = "off"  # severity that disables a practice


class RuleSelection(NamedTuple):
    """The practices to check, each by any name it has or had. What an option says overrides a file."""

    only: frozenset[str] = frozenset()  # empty means all
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, str] = {}  # name -> error, warning, info or off; the last one of a practice wins
    requested: frozenset[str] = frozenset()  # by an option: neither ignored nor off by a file
    ignored_by_file: frozenset[str] = frozenset()
    off_by_file: frozenset[str] = frozenset()


def active_practices(practices: Iterable[Practice], settings: RuleSelection) -> tuple[Practice, ...]:
    """Returns the active practices, each with its configured severity."""
    return tuple(active for practice in practices if (active := _configured(practice, settings)) is not None)


def _configured(practice: Practice, settings: RuleSelection) -> Practice | None:
    """Returns a practice with its configured severity, or None if it is inactive."""
    names = {practice.id, *practice.aliases}
    if (settings.only and names.isdisjoint(settings.only)) or not names.isdisjoint(settings.ignore):
        return None
    severities = [level for name, level in settings.severities.items() if name in names]
    if names.isdisjoint(settings.requested):
        is_off = not severities and not names.isdisjoint(settings.off_by_file)
        if is_off or not names.isdisjoint(settings.ignored_by_file):
            return None
    severity = severities[-1] if severities else practice.severity
    return None if severity == OFF else practice._replace(severity=severity)
