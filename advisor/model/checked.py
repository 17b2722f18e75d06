"""A document after it was checked: its findings with what would mend them and what takes them out of the count."""

from __future__ import annotations

from advisor.model.finding import Finding, Question
from advisor.source.frozen import NamedTuple


class Edit(NamedTuple):
    """Text to put between two offsets of a file."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """What mends a finding. A safe one leaves the meaning of the document as it was meant."""

    says: str  # what it does, such as "Write `timeout_ms`."
    edits: tuple[Edit, ...]  # in one file, in order, apart from each other
    is_safe: bool


class Silence(NamedTuple):
    """Why a finding does not count."""

    kind: str  # `comment` or `baseline`
    because: str  # the reason that was given, or nothing


class Noted(NamedTuple):
    """A finding as it is reported."""

    finding: Finding
    fix: Fix | None = None
    silence: Silence | None = None


class Checked(NamedTuple):
    """One document, checked."""

    file: str
    noted: tuple[Noted, ...]  # in the order of the document
    questions: tuple[Question, ...]
    interactions: int  # how many were read in it
    not_read: tuple[str, ...] = ()  # `file:line: what and why` of what the reader passed over
