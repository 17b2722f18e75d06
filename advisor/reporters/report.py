"""What a reporter is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.model.finding import Review
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision, Recommendation
from advisor.source.frozen import NamedTuple

PIPE_WIDTH = 100
Result = tuple[Interaction, Recommendation]


class Look(NamedTuple):
    """How text may look: its width in cells, and whether colours reach a reader who wants them."""

    width: int = PIPE_WIDTH
    colour: bool = False


class WhatIf(NamedTuple):
    """The same interaction with some facts changed; None stands for a fact taken back."""

    changes: dict[str, Any]
    result: Result


class Report(NamedTuple):
    """Everything there is to report. `results` and `decisions` speak of the same interactions, whole and in short;

    a reporter reads one of the two, and either may be a stream that is read once.
    """

    rules_pack: str
    interactions: tuple[Interaction, ...]  # all of them, known beforehand
    results: Iterable[Result]
    decisions: Iterable[tuple[Interaction, Decision]] = ()
    title: str = ""
    review: Review | None = None  # None where nothing but the decision is asked for
    every_question: bool = False  # whether text shows all of the review's questions
    look: Look = Look()
    what_if: WhatIf | None = None
    single: bool = False  # whether it answers for one interaction that stands in no document
