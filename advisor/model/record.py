"""Machine-readable block of a decision record, to check it again."""

from __future__ import annotations

from typing import Any

from advisor.source.frozen import NamedTuple

LANGUAGE = "advisor-record"  # second word in the info string of its YAML block
VERSION = 1
OVER = ("superseded", "deprecated")  # status prefixes of a decision no longer in force
REJECTED = "rejected"


class Record(NamedTuple):
    """One decision with its facts."""

    architecture: tuple[str, ...]  # files, relative to the record's folder; empty for facts given by hand
    interaction: str  # id; empty if it is in no file
    pattern: str  # chosen
    advised: str | None  # recommended pattern; None if undecided
    pack: str
    facts: dict[str, Any]
