"""Lints one document or architecture file, suppression comments included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem
from advisor.linter.facts import subject_facts
from advisor.linter.findings import findings_of
from advisor.linter.fixes import with_fixes
from advisor.linter.judge import Judged, Rules, judge
from advisor.linter.settings import Settings, in_force
from advisor.linter.suppressions import suppress
from advisor.linter.whole import VIOLATED, Verdict, Whole
from advisor.model.architecture import Architecture
from advisor.model.checked import Checked, Noted
from advisor.model.record import LANGUAGE
from advisor.readers.documents import Reading, read_documents
from advisor.readers.interpretation import Interpreted
from advisor.readers.kinds import kind_of_file
from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.finding import Question
    from advisor.model.practice import Practice
    from advisor.model.terms import Terms

DEFAULT = Settings()
NO_COMPANIONS: Mapping[str, Source | None] = {}
DATA = (".yaml", ".yml", ".json")
UNREADABLE = "unreadable-document"
NO_DIAGRAMS = Interpreted((), {}, (), (), (), ())


def lint(source: Source, engine: Engine, practices: Sequence[Practice], settings: Settings = DEFAULT, *,
         most_questions: int = 0, companions: Mapping[str, Source | None] = NO_COMPANIONS) -> Checked:
    """Returns all findings of a document; invalid content is a finding, never an error.

    Args:
        practices: all of the pack; a suppression may name one that is not active.
        most_questions: limit of the questions to compute; most callers need none.
        companions: the files a record in it names, by that name; None for a file that does not exist.
    """
    reading = read_document(source, engine.terms)
    decision = None
    if LANGUAGE in source.text:
        from advisor.linter.records import kept_decision

        try:
            decision = kept_decision(source, companions, lambda others: _read_together(others, engine.terms))
        except InputError as error:
            reading = reading._replace(problems=(*reading.problems, *error.problems))
    architecture = reading.architecture
    standings = {interaction.id: engine.stand(interaction.facts()) for interaction in architecture.interactions}
    context = Whole(architecture, subject_facts(architecture, engine), standings, engine, reading, decision,
                    is_thorough=most_questions > 0)
    _, _, _, known, active, rules = _prepare(engine, practices, settings)
    results = judge(context, active.values(), most_questions).told if most_questions else rules.violations(context)
    raw = tuple(Noted(finding) for finding in findings_of(context, results))
    noted = suppress(source, reading.blocks.get(source.name, ()), raw, known, active.keys())
    noted = with_fixes(_with_current_severity(noted, raw, active), reading, source)
    noted = tuple(sorted(noted, key=lambda reported: (reported.finding.span.start, reported.finding.rule)))
    not_read = (*architecture.warnings, *reading.unread)
    questions = _questions(context, results) if most_questions else ()
    return Checked(source.name, noted, questions, len(architecture.interactions), tuple(map(str, not_read)))


def refused(source: Source, problems: Iterable[Problem], engine: Engine, practices: Sequence[Practice],
            settings: Settings = DEFAULT) -> Checked:
    """Returns a file that cannot be read as text, with its problems as findings."""
    empty = Architecture("", (source.name,), {}, (), ())
    context = Whole(empty, {}, {}, engine)
    results = [Judged(practice, Verdict(VIOLATED, problem.message, "", problem.span or Span(source, 0, 0),
                                        {"problem": f"{problem.message} {problem.remedy}".rstrip()}))
               for practice in in_force(practices, settings) if practice.id == UNREADABLE for problem in problems]
    return Checked(source.name, tuple(map(Noted, findings_of(context, results))), (), 0)


def read_document(source: Source, terms: Terms) -> Reading:
    """Returns the reading of one document; architecture files are read as strictly as by `evaluate`."""
    kind = kind_of_file(source.name, source.text)
    if kind != "architecture" and (kind or not source.name.lower().endswith(DATA)):
        return read_documents([source], terms)
    from advisor.readers.architecture import read_architecture

    try:
        return Reading(read_architecture([source], terms), (), (), (), (), (), NO_DIAGRAMS, (), {})
    except InputError as error:  # its valid parts still count
        return read_documents([source], terms)._replace(problems=error.problems)


def _read_together(sources: Sequence[Source], terms: Terms) -> Architecture:
    reading = read_document(sources[0], terms) if len(sources) == 1 else read_documents(sources, terms)
    return reading.architecture


class _Prepared(NamedTuple):
    """Compiled practices with the inputs they were compiled from."""

    engine: Engine
    practices: Sequence[Practice]
    settings: Settings
    known: frozenset[str]  # ids of all practices
    judged: dict[str, Practice]
    rules: Rules


_latest: list[_Prepared] = []  # successive documents are linted with the same practices


def _prepare(engine: Engine, practices: Sequence[Practice], settings: Settings) -> _Prepared:
    for prepared in _latest:
        if prepared.engine is engine and prepared.practices is practices and prepared.settings is settings:
            return prepared
    judged = {practice.id: practice for practice in in_force(practices, settings)}
    names = frozenset(practice.id for practice in practices)
    _latest[:] = [_Prepared(engine, practices, settings, names, judged, Rules(judged.values(), engine))]
    return _latest[0]


def _questions(context: Whole, results: Iterable[Judged]) -> tuple[Question, ...]:
    from advisor.linter.questions import questions_of

    return questions_of(context, results)


def _with_current_severity(noted: Iterable[Noted], findings: Sequence[Noted],
                           judged: Mapping[str, Practice]) -> tuple[Noted, ...]:
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
