"""Input of every reporter: what one run found and advised, and how to present it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.model.finding import (
    ArchitectureReview,
    AsyncImprovement,
    DocumentResult,
    FactQuestion,
    FlowReview,
    NotRead,
    ReportedFinding,
    VerdictCounts,
    sort_questions,
    sum_counts,
)
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice, PracticeExamples
from advisor.model.recommendation import Decision, Recommendation
from advisor.page.style import TextStyle

if TYPE_CHECKING:
    from advisor.model.comparison import ArchitectureComparison

FRAMES = 20  # further findings get one line each
NO_FRAMES = 0  # `lint` on a pipe
Result = tuple[Interaction, Recommendation]


class WhatIf(NamedTuple):
    """The same interaction with changed facts; a value of None removes the fact."""

    changes: dict[str, Any]
    result: Result


def no_examples() -> Mapping[str, PracticeExamples]:
    """Returns an empty mapping."""
    return {}


class Report(NamedTuple):
    """Everything a reporter may write.

    `results` (full) and `decisions` (short) cover the same interactions. A reporter reads one of the two; either may
    be a stream that can be read only once.
    """

    documents: tuple[DocumentResult, ...] = ()  # empty if nothing was judged
    practices: Mapping[str, Practice] = {}  # by id: all active rules with their severity in this run
    interactions: tuple[Interaction, ...] | None = None  # known in advance; None if text does not list them
    results: Iterable[Result] = ()
    decisions: Iterable[tuple[Interaction, Decision]] = ()
    flows: tuple[FlowReview, ...] = ()
    improvements: tuple[AsyncImprovement, ...] = ()  # largest gain first
    counts: Mapping[str, VerdictCounts] = {}  # by practice
    omitted_questions: int = 0  # a very large architecture has too many
    title: str = ""
    what_if: WhatIf | None = None
    single: bool = False  # one interaction that comes from no document
    comparison: ArchitectureComparison | None = None  # with an earlier version; `documents` hold the new findings
    regressions: tuple[str, ...] = ()  # why the comparison fails; empty if it passes
    command: str = "lint"
    rules_pack: str = ""
    version: str = ""  # of this program
    directory: str = ""  # absolute: base of relative file names
    root: str = ""  # absolute: repository root, base of reported paths (`directory` if empty)
    rules_page: str = ""  # URL of docs/rules.md, if there is one
    failing: frozenset[str] = frozenset({"error"})  # severities that fail the run
    failed: tuple[str, ...] = ()  # `file: why` of files that could not be checked
    passed_over: tuple[NotRead, ...] = ()  # named files of other tools
    notes: tuple[str, ...] = ()  # remarks on the run, such as excluded files
    questions: bool = False  # whether all questions are shown
    statistics: bool = False  # whether findings are counted by rule
    frames: int = FRAMES  # findings that text shows with a code frame
    style: TextStyle = TextStyle()
    examples: Callable[[], Mapping[str, PracticeExamples]] = no_examples  # by practice id; few formats need them

    def with_reviews(self, reviews: Sequence[ArchitectureReview]) -> Report:
        """Returns the report with the reviews of its interactions."""
        return self._replace(
            documents=tuple(document for review in reviews for document in review.documents),
            flows=tuple(flow for review in reviews for flow in review.flows),
            improvements=tuple(gain for review in reviews for gain in review.improvements),
            counts=sum_counts(review.counts for review in reviews),
            omitted_questions=sum(review.omitted_questions for review in reviews))

    def limited_to(self, ids: Collection[str]) -> Report:
        """Returns the report on these interactions and the flows through them; counts are unchanged."""
        def concerns(noted: ReportedFinding) -> bool:
            return any(name in ids for name in (noted.finding.interaction, *noted.finding.path))

        documents = (document._replace(findings=tuple(filter(concerns, document.findings)), questions=tuple(
            question for question in document.questions if question.interaction in ids)) for document in self.documents)
        return self._replace(
            documents=tuple(documents),
            interactions=tuple(found for found in self.interactions or () if found.id in ids),
            flows=tuple(flow for flow in self.flows if any(hop.interaction in ids for hop in flow.hops)),
            improvements=tuple(improvement for improvement in self.improvements if improvement.interaction in ids))

    def all_questions(self) -> Sequence[FactQuestion]:
        """Returns the questions of all documents, most valuable first."""
        return sort_questions(self.documents)

    def not_read(self) -> Iterator[NotRead]:
        """Yields the files that were not read, then the parts of documents."""
        yield from self.passed_over
        for document in self.documents:
            yield from document.not_read
