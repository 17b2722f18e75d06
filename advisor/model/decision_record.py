"""Machine-readable block of a decision record, to check it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.text.source import Source

RECORD_LANGUAGE = "advisor-record"  # second word in the info string of its YAML block
RECORD_VERSION = 1
INACTIVE_STATUSES = ("superseded", "deprecated")  # status prefixes of a decision no longer in force
REJECTED = "rejected"
LinkedFiles = Mapping[str, Source | None]  # by the name in the document; None if the file is missing
NO_LINKED_FILES: LinkedFiles = {}


class DecisionRecord(NamedTuple):
    """One decision with its facts."""

    architecture: tuple[str, ...]  # files, relative to the record's folder; empty for facts given by hand
    interaction: str  # id; empty if it is in no file
    pattern: str  # chosen
    advised: str | None  # recommended pattern; None if undecided
    pack: str
    facts: dict[str, Any]
