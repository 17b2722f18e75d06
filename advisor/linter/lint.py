"""Judges documents and architecture files: one judgement, of which `lint` takes the findings and `evaluate` all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from advisor.errors import InputError, Problem
from advisor.extraction.documents import DocumentReading, read_documents
from advisor.formats.decision_record import NO_LINKED_FILES, RECORD_LANGUAGE, LinkedFiles
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.linter.findings import build_findings
from advisor.linter.fixes import attach_fixes
from advisor.linter.interaction_facts import subject_facts
from advisor.linter.judge import MAX_QUESTIONS, CompiledRules, Evaluation, RuleResult
from advisor.linter.settings import RuleSelection, active_practices
from advisor.linter.suppressions import suppress
from advisor.model.architecture import Architecture
from advisor.model.finding import DocumentResult, NotRead, ReportedFinding
from advisor.model.practice import ids_by_name
from advisor.text.source import Source, Span

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.linter.recorded_decision import RecordedDecision
    from advisor.model.finding import ArchitectureReview, FactQuestion, Finding
    from advisor.model.practice import Practice
    from advisor.model.terms import Terms

DEFAULT = RuleSelection()
Part = TypeVar("Part")
UNREADABLE = "unreadable-document"


def lint(source: Source, engine: Engine, practices: Sequence[Practice], settings: RuleSelection = DEFAULT, *,
         max_questions: int = 0, linked_files: LinkedFiles = NO_LINKED_FILES) -> DocumentResult:
    """Returns all findings of a document; invalid content is a finding, never an error.

    Args:
        practices: all of the pack; a suppression may name one that is not active.
        max_questions: limit of the questions to compute; most callers need none.
        linked_files: the files a record in it names.
    """
    reading, decisions = read_with_decisions([source], engine.terms, {source.name: linked_files})
    result = _Judgement([source], reading, decisions, _prepare(engine, practices, settings), max_questions)
    (document,) = result.documents()
    return document


def review(reading: DocumentReading, engine: Engine, practices: Sequence[Practice], settings: RuleSelection = DEFAULT,
           *, decisions: Sequence[RecordedDecision] = (), max_questions: int = MAX_QUESTIONS) -> ArchitectureReview:
    """Returns findings, questions, counts, flows and improvements of documents that are read together.

    Args:
        practices: all of the pack; a suppression may name one that is not active.
        decisions: that the documents record.
    """
    from advisor.linter.async_improvements import async_improvements
    from advisor.linter.check_registry import find_check
    from advisor.linter.flow_reviews import flow_reviews
    from advisor.model.finding import ArchitectureReview

    judgement = _Judgement(reading.sources, reading, decisions, _prepare(engine, practices, settings), max_questions)
    context, (results, counts, omitted) = judgement.context, judgement.evaluation
    system_violations = [verdict for practice, verdict, _ in results
                         if practice.check and verdict.outcome == VIOLATED
                         and find_check(practice.check).is_about_system]
    return ArchitectureReview(judgement.documents(), counts, flow_reviews(context),
                              async_improvements(context, system_violations), omitted)


def report_unreadable(source: Source, problems: Iterable[Problem], engine: Engine, practices: Sequence[Practice],
                      settings: RuleSelection = DEFAULT) -> DocumentResult:
    """Returns a file that cannot be read as text, with its problems as findings."""
    empty = Architecture("", (source.name,), {}, (), ())
    context = LintContext(empty, {}, {}, engine)
    results = [
        RuleResult(
            practice,
            Verdict(VIOLATED, problem.message, "", problem.span or Span(source, 0, 0),
                    {"problem": f"{problem.message} {problem.remedy}".rstrip()}),
        )
        for practice in active_practices(practices, settings)
        if practice.id == UNREADABLE
        for problem in problems
    ]
    return DocumentResult(source.name, tuple(map(ReportedFinding, build_findings(context, results))), (), 0)


def read_with_decisions(sources: Sequence[Source], terms: Terms, linked_files: Mapping[str, LinkedFiles]
                        ) -> tuple[DocumentReading, tuple[RecordedDecision, ...]]:
    """Returns the reading of documents together, and the decisions that they record.

    Args:
        linked_files: the files that the record in a document names, by the name of the document.
    """
    reading = read_documents(sources, terms)
    decisions: list[RecordedDecision] = []
    problems: list[Problem] = []
    for source in sources:
        if RECORD_LANGUAGE in source.text:
            from advisor.linter.recorded_decision import load_recorded_decision

            try:
                decision = load_recorded_decision(source, linked_files.get(source.name, NO_LINKED_FILES),
                                                  lambda others: read_documents(others, terms).architecture)
            except InputError as error:
                problems.extend(error.problems)
            else:
                decisions += [decision] if decision is not None else []
    if problems:
        reading = reading._replace(problems=(*reading.problems, *problems))
    return reading, tuple(decisions)


class _Judgement:
    """What the practices say of documents that are read together."""

    def __init__(self, sources: Sequence[Source], reading: DocumentReading, decisions: Sequence[RecordedDecision],
                 prepared: _Prepared, max_questions: int) -> None:
        architecture, engine = reading.architecture, prepared.engine
        decided = {interaction.id: engine.decide_fast(interaction.facts()) for interaction in architecture.interactions}
        self._sources = sources
        self._prepared = prepared
        self._asks = max_questions > 0
        self.context = LintContext(architecture, subject_facts(architecture, engine), decided, engine, reading,
                                   tuple(decisions), is_thorough=self._asks)
        self.evaluation: Evaluation = prepared.rules.evaluate(self.context, max_questions)

    def documents(self) -> tuple[DocumentResult, ...]:
        """Returns the result of each document, in the order of the sources."""
        reading = self.context.reading
        assert reading is not None
        findings = _by_file(build_findings(self.context, self.evaluation.results), lambda finding: finding.span.file)
        questions = _by_file(self._questions(), lambda question: question.span.file)
        not_read = _by_file(map(NotRead.from_problem, reading.not_read), lambda part: part.file)
        counts = Counter(interaction.source.name for interaction in self.context.architecture.interactions)
        return tuple(
            DocumentResult(source.name, self._reported(source, reading, findings.get(source.name, ())),
                           tuple(questions.get(source.name, ())), counts[source.name],
                           tuple(not_read.get(source.name, ())))
            for source in self._sources)

    def _reported(self, source: Source, reading: DocumentReading, findings: Iterable[Finding]
                  ) -> tuple[ReportedFinding, ...]:
        """Returns the findings of a document in its order, suppressed by its comments, with their fixes."""
        active = self._prepared.active
        raw = tuple(map(ReportedFinding, findings))
        noted = suppress(source, reading.blocks.get(source.name, ()), raw, self._prepared.known, active.keys())
        noted = attach_fixes(_with_current_severity(noted, raw, active), reading, source)
        return tuple(sorted(noted, key=lambda reported: (reported.finding.span.start, reported.finding.rule)))

    def _questions(self) -> tuple[FactQuestion, ...]:
        if not self._asks:
            return ()
        from advisor.linter.questions import build_questions

        return build_questions(self.context, self.evaluation.results)


class _Prepared(NamedTuple):
    """Compiled practices with the inputs they were compiled from."""

    engine: Engine
    practices: Sequence[Practice]
    settings: RuleSelection
    known: Mapping[str, str]  # current ids of all practices, by every name they have or had
    active: dict[str, Practice]
    rules: CompiledRules


_latest: list[_Prepared] = []  # successive documents are linted with the same practices


def _prepare(engine: Engine, practices: Sequence[Practice], settings: RuleSelection) -> _Prepared:
    for prepared in _latest:
        if prepared.engine is engine and prepared.practices is practices and prepared.settings is settings:
            return prepared
    active = {practice.id: practice for practice in active_practices(practices, settings)}
    names = ids_by_name(practices)
    _latest[:] = [_Prepared(engine, practices, settings, names, active, CompiledRules(active.values(), engine))]
    return _latest[0]


def _by_file(parts: Iterable[Part], file_of: Callable[[Part], str]) -> dict[str, list[Part]]:
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(file_of(part), []).append(part)
    return groups


def _with_current_severity(noted: Iterable[ReportedFinding], findings: Sequence[ReportedFinding],
                           active: Mapping[str, Practice]) -> tuple[ReportedFinding, ...]:
    """Sets the configured severity of findings about comments, and drops those of inactive practices."""
    fingerprints = {reported.finding.fingerprint for reported in findings}
    updated = []
    for reported in noted:
        practice = active.get(reported.finding.rule)
        if reported.finding.fingerprint in fingerprints:
            updated.append(reported)
        elif practice is not None:
            updated.append(reported._replace(
                finding=reported.finding._replace(severity=practice.severity, help=practice.remedy)))
    return tuple(updated)
