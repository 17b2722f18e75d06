"""Lint result of a document: findings with fixes and suppressions."""

from __future__ import annotations

from advisor.model.finding import Finding, Question
from advisor.source.frozen import NamedTuple


class Edit(NamedTuple):
    """Replacement of the text between two offsets."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """An automatic fix of a finding. A safe fix keeps the intended meaning of the document."""

    says: str  # description, such as "Write `timeout_ms`."
    edits: tuple[Edit, ...]  # in one file, in order, not overlapping
    is_safe: bool


class Silence(NamedTuple):
    """Suppression of a finding."""

    kind: str  # `comment` or `baseline`
    because: str  # the stated reason, or empty


class Noted(NamedTuple):
    """A finding with its fix and suppression."""

    finding: Finding
    fix: Fix | None = None
    silence: Silence | None = None


class Checked(NamedTuple):
    """Lint result of one document."""

    file: str
    noted: tuple[Noted, ...]  # in document order
    questions: tuple[Question, ...]
    interactions: int  # number of interactions read
    not_read: tuple[str, ...] = ()  # `file:line: text and reason` of skipped parts
