"""The decision that a document records, with the architecture it refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.formats.decision_record import INACTIVE_STATUSES, REJECTED, LocatedRecord, parse_record
from advisor.formats.front_matter import front_matter_value
from advisor.text.source import Source

if TYPE_CHECKING:
    from advisor.model.architecture import Architecture


class RecordedDecision(NamedTuple):
    """A recorded decision with the architecture it refers to."""

    recorded: LocatedRecord
    architecture: Architecture | None  # None if a file of it no longer exists


def load_recorded_decision(source: Source, companions: Mapping[str, Source | None],
                           read_together: Callable[[Sequence[Source]], Architecture]) -> RecordedDecision | None:
    """Returns the recorded decision with its architecture, or None if it is superseded or its files are unknown.

    Raises InputError if the record cannot be parsed.

    Args:
        companions: the files that it names, by that name; None for a file that does not exist.
    """
    if front_matter_value(source.text, "status").lower().startswith((*INACTIVE_STATUSES, REJECTED)):
        return None
    decision = parse_record(source)
    if decision is None or not decision.record.interaction or not decision.record.architecture:
        return None
    if any(name not in companions for name in decision.record.architecture):
        return None
    present = [file for name in decision.record.architecture if (file := companions[name]) is not None]
    if len(present) < len(decision.record.architecture):
        return RecordedDecision(decision, None)
    return RecordedDecision(decision, read_together(present))
