"""Input and output of a check: the lint context and its verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from advisor.engine import Engine
from advisor.model.architecture import Architecture
from advisor.model.finding import RelatedPlace
from advisor.model.practice import Practice
from advisor.model.recommendation import ProvisionalDecision
from advisor.text.source import Span

if TYPE_CHECKING:
    from advisor.analysis.system_model import SystemModel
    from advisor.extraction.documents import DocumentReading
    from advisor.linter.recorded_decision import RecordedDecision

VerdictOutcome: TypeAlias = Literal["satisfied", "violated", "unknown"]
SATISFIED: VerdictOutcome = "satisfied"
VIOLATED: VerdictOutcome = "violated"
UNKNOWN: VerdictOutcome = "unknown"

NO_VALUES: Mapping[str, str] = {}  # no placeholders


class _ContextFields(NamedTuple):
    architecture: Architecture
    facts: Mapping[str, Mapping[str, Any]]  # interaction id -> its facts
    scores: Mapping[str, ProvisionalDecision]  # interaction id -> its scores
    engine: Engine
    reading: DocumentReading | None = None  # if it was read from documents
    recorded_decisions: tuple[RecordedDecision, ...] = ()  # that the documents hold
    is_thorough: bool = True  # False: a check may leave out satisfied and unknown verdicts


class LintContext(_ContextFields):
    """Everything a check may read: architecture, facts and scores per interaction, source documents."""

    @cached_property
    def system(self) -> SystemModel:
        """The call graph, service times and flows of the architecture."""
        from advisor.analysis.system_model import SystemModel

        return SystemModel(self.architecture, self.facts, self.engine.terms.modes)


class Verdict(NamedTuple):
    """Result of one practice for one subject; a practice that does not apply yields none."""

    outcome: VerdictOutcome
    subject: str  # interaction id, or name of a service or flow
    interaction: str  # interaction id; empty if the subject is a service or a flow
    span: Span
    values: Mapping[str, str]  # for the placeholders of the practice's message
    facts: tuple[str, ...] = ()  # unknown facts to ask for
    question: str = ""  # replaces the default questions of these facts
    path: tuple[str, ...] = ()
    numbers: Mapping[str, float] = {}
    related: tuple[RelatedPlace, ...] = ()


Check: TypeAlias = Callable[[LintContext, Practice], Iterable[Verdict]]
