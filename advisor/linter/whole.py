"""What a check sees, and what it may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from advisor.engine import Engine
from advisor.model.architecture import Architecture
from advisor.model.practice import Practice
from advisor.model.recommendation import Standing
from advisor.source import Span
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.linter.records import Kept
    from advisor.readers.documents import Reading

Outcome: TypeAlias = Literal["satisfied", "violated", "unknown"]
SATISFIED: Outcome = "satisfied"
VIOLATED: Outcome = "violated"
UNKNOWN: Outcome = "unknown"

NOTHING: Mapping[str, str] = {}  # no placeholders beside those of every sentence


class Whole(NamedTuple):
    """An architecture with what is known of, and speaks for, each of its interactions."""

    architecture: Architecture
    facts: Mapping[str, Mapping[str, Any]]  # id of an interaction -> its subject facts
    standings: Mapping[str, Standing]  # likewise
    engine: Engine
    reading: Reading | None = None  # where it was read from documents
    kept: Kept | None = None  # where the document records a decision
    is_thorough: bool = True  # whether what is fine is counted and what is unclear asked; else a check may leave it out


class Verdict(NamedTuple):
    """How a practice was judged at one place; what a practice does not apply to gets none."""

    outcome: Outcome
    subject: str  # id of an interaction, or name of a service or flow
    interaction: str  # its id; empty where the verdict is about a service or a flow
    span: Span
    values: Mapping[str, str]  # placeholders of the practice's sentence
    facts: tuple[str, ...] = ()  # unknown ones, asked for
    question: str = ""  # instead of the questions of these facts
    path: tuple[str, ...] = ()
    numbers: Mapping[str, float] = {}


Check: TypeAlias = Callable[[Whole, Practice], Iterable[Verdict]]
