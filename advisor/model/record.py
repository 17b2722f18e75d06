"""A recorded decision: what a decision record states for programs, so that it can be judged again."""

from __future__ import annotations

from typing import Any

from advisor.source.frozen import NamedTuple

LANGUAGE = "advisor-record"  # the second word of the block of YAML that holds it
VERSION = 1
OVER = ("superseded", "deprecated")  # how the status begins once another decision, or none, is in force
REJECTED = "rejected"


class Record(NamedTuple):
    """One decision with the facts it was made on."""

    architecture: tuple[str, ...]  # files that say it, from the record's own folder; none for facts given by hand
    interaction: str  # its id; empty where it stands in no file
    pattern: str  # what was chosen
    advised: str | None  # what the facts spoke for; None where they left it open
    pack: str
    facts: dict[str, Any]
