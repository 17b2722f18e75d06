"""Lints one document or architecture file, suppression comments included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import InputError, Problem
from advisor.extraction.diagram_interactions import Interpretation
from advisor.extraction.documents import DocumentReading, read_documents
from advisor.formats.decision_record import RECORD_LANGUAGE
from advisor.formats.detection import format_of_named_file
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.linter.findings import build_findings
from advisor.linter.fixes import attach_fixes
from advisor.linter.interaction_facts import subject_facts
from advisor.linter.judge import CompiledRules, RuleResult, evaluate_practices
from advisor.linter.settings import RuleSelection, active_practices
from advisor.linter.suppressions import suppress
from advisor.model.architecture import Architecture
from advisor.model.finding import DocumentResult, NotRead, ReportedFinding
from advisor.model.practice import ids_by_name
from advisor.text.source import Source, Span

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.finding import FactQuestion
    from advisor.model.practice import Practice
    from advisor.model.terms import Terms

DEFAULT = RuleSelection()
NO_COMPANIONS: Mapping[str, Source | None] = {}
UNREADABLE = "unreadable-document"
NO_DIAGRAMS = Interpretation((), {}, (), (), (), ())


def lint(source: Source, engine: Engine, practices: Sequence[Practice], settings: RuleSelection = DEFAULT, *,
         most_questions: int = 0, companions: Mapping[str, Source | None] = NO_COMPANIONS) -> DocumentResult:
    """Returns all findings of a document; invalid content is a finding, never an error.

    Args:
        practices: all of the pack; a suppression may name one that is not active.
        most_questions: limit of the questions to compute; most callers need none.
        companions: the files a record in it names, by that name; None for a file that does not exist.
    """
    reading = read_document(source, engine.terms)
    decision = None
    if RECORD_LANGUAGE in source.text:
        from advisor.linter.recorded_decision import load_recorded_decision

        try:
            decision = load_recorded_decision(source, companions, lambda others: _read_together(others, engine.terms))
        except InputError as error:
            reading = reading._replace(problems=(*reading.problems, *error.problems))
    architecture = reading.architecture
    standings = {interaction.id: engine.decide_fast(interaction.facts()) for interaction in architecture.interactions}
    context = LintContext(architecture, subject_facts(architecture, engine), standings, engine, reading, decision,
                          is_thorough=most_questions > 0)
    _, _, _, known, active, rules = _prepare(engine, practices, settings)
    results = (evaluate_practices(context, active.values(), most_questions).results
               if most_questions
               else rules.find_violations(context))
    raw = tuple(ReportedFinding(finding) for finding in build_findings(context, results))
    noted = suppress(source, reading.blocks.get(source.name, ()), raw, known, active.keys())
    noted = attach_fixes(_with_current_severity(noted, raw, active), reading, source)
    noted = tuple(sorted(noted, key=lambda reported: (reported.finding.span.start, reported.finding.rule)))
    not_read = (*architecture.warnings, *reading.not_read)
    questions = _questions(context, results) if most_questions else ()
    return DocumentResult(source.name, noted, questions, len(architecture.interactions),
                          tuple(map(NotRead.from_problem, not_read)))


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


def read_document(source: Source, terms: Terms) -> DocumentReading:
    """Returns the reading of one document; architecture files are read as strictly as by `evaluate`."""
    if format_of_named_file(source.name, source.text) != "architecture":
        return read_documents([source], terms)
    from advisor.extraction.architecture.read import read_architecture

    try:
        return DocumentReading(read_architecture([source], terms), (), (), (), (), (), NO_DIAGRAMS, (), {})
    except InputError as error:  # its valid parts still count
        return read_documents([source], terms)._replace(problems=error.problems)


def _read_together(sources: Sequence[Source], terms: Terms) -> Architecture:
    reading = read_document(sources[0], terms) if len(sources) == 1 else read_documents(sources, terms)
    return reading.architecture


class _Prepared(NamedTuple):
    """Compiled practices with the inputs they were compiled from."""

    engine: Engine
    practices: Sequence[Practice]
    settings: RuleSelection
    known: Mapping[str, str]  # current ids of all practices, by every name they have or had
    judged: dict[str, Practice]
    rules: CompiledRules


_latest: list[_Prepared] = []  # successive documents are linted with the same practices


def _prepare(engine: Engine, practices: Sequence[Practice], settings: RuleSelection) -> _Prepared:
    for prepared in _latest:
        if prepared.engine is engine and prepared.practices is practices and prepared.settings is settings:
            return prepared
    judged = {practice.id: practice for practice in active_practices(practices, settings)}
    names = ids_by_name(practices)
    _latest[:] = [_Prepared(engine, practices, settings, names, judged, CompiledRules(judged.values(), engine))]
    return _latest[0]


def _questions(context: LintContext, results: Iterable[RuleResult]) -> tuple[FactQuestion, ...]:
    from advisor.linter.questions import build_questions

    return build_questions(context, results)


def _with_current_severity(noted: Iterable[ReportedFinding], findings: Sequence[ReportedFinding],
                           judged: Mapping[str, Practice]) -> tuple[ReportedFinding, ...]:
    """Sets the configured severity of findings about comments, and drops those of inactive practices."""
    fingerprints = {reported.finding.fingerprint for reported in findings}
    updated = []
    for reported in noted:
        practice = judged.get(reported.finding.rule)
        if reported.finding.fingerprint in fingerprints:
            updated.append(reported)
        elif practice is not None:
            updated.append(reported._replace(
                finding=reported.finding._replace(severity=practice.severity, help=practice.remedy)))
    return tuple(updated)
