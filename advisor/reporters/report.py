"""Input of reporters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from advisor.model.finding import ArchitectureReview
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision, Recommendation
from advisor.page.style import TextStyle

Result = tuple[Interaction, Recommendation]


class WhatIf(NamedTuple):
    """The same interaction with changed facts; a value of None removes the fact."""

    changes: dict[str, Any]
    result: Result


class Report(NamedTuple):
    """Results to report, and how to present them.

    `results` (full) and `decisions` (short) cover the same interactions. A reporter reads one of the two; either may
    be a stream that can be read only once.
    """

    rules_pack: str
    interactions: tuple[Interaction, ...]  # all, known in advance
    results: Iterable[Result]
    decisions: Iterable[tuple[Interaction, Decision]] = ()
    title: str = ""
    review: ArchitectureReview | None = None  # None if only decisions are requested
    every_question: bool = False  # whether text shows all of the review's questions
    style: TextStyle = TextStyle()
    what_if: WhatIf | None = None
    single: bool = False  # one interaction that comes from no document
