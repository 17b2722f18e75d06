"""One document, or one architecture file, checked: what practices and the document's own comments say of it."""

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
NONE: Mapping[str, Source | None] = {}
DATA = (".yaml", ".yml", ".json")
UNREADABLE = "unreadable-document"
NOTHING_DRAWN = Interpreted((), {}, (), (), (), ())


def lint(source: Source, engine: Engine, practices: Sequence[Practice], settings: Settings = DEFAULT, *,
         most_questions: int = 0, companions: Mapping[str, Source | None] = NONE) -> Checked:
    """Returns everything that is found in a document; nothing in it raises an error.

    Args:
        practices: all there are; a comment may name one that is not in force.
        most_questions: how many are worth working out, for most readers want none.
        companions: what a record in it names, as it names it; None where there is no such file.
    """
    reading = read_document(source, engine.terms)
    kept = None
    if LANGUAGE in source.text:
        from advisor.linter.records import kept_decision

        try:
            kept = kept_decision(source, companions, lambda others: _read_together(others, engine.terms))
        except InputError as error:
            reading = reading._replace(problems=(*reading.problems, *error.problems))
    architecture = reading.architecture
    standings = {interaction.id: engine.stand(interaction.facts()) for interaction in architecture.interactions}
    whole = Whole(architecture, subject_facts(architecture, engine), standings, engine, reading, kept,
                  is_thorough=most_questions > 0)
    _, _, _, known, judged, rules = _prepared(engine, practices, settings)
    told = judge(whole, judged.values(), most_questions).told if most_questions else rules.violations(whole)
    found = tuple(Noted(finding) for finding in findings_of(whole, told))
    noted = suppress(source, reading.blocks.get(source.name, ()), found, known, judged.keys())
    noted = with_fixes(_settled(noted, found, judged), reading, source)
    noted = tuple(sorted(noted, key=lambda one: (one.finding.span.start, one.finding.rule)))
    not_read = (*architecture.warnings, *reading.unread)
    questions = _questions(whole, told) if most_questions else ()
    return Checked(source.name, noted, questions, len(architecture.interactions), tuple(map(str, not_read)))


def refused(source: Source, problems: Iterable[Problem], engine: Engine, practices: Sequence[Practice],
            settings: Settings = DEFAULT) -> Checked:
    """Returns a file that cannot be read as text, with what keeps it from being read as its findings."""
    nothing = Architecture("", (source.name,), {}, (), ())
    whole = Whole(nothing, {}, {}, engine)
    told = [Judged(practice, Verdict(VIOLATED, problem.message, "", problem.span or Span(source, 0, 0),
                                     {"problem": f"{problem.message} {problem.remedy}".rstrip()}))
            for practice in in_force(practices, settings) if practice.id == UNREADABLE for problem in problems]
    return Checked(source.name, tuple(map(Noted, findings_of(whole, told))), (), 0)


def read_document(source: Source, terms: Terms) -> Reading:
    """Returns what one document says; an architecture file is read as strictly as `evaluate` reads it."""
    kind = kind_of_file(source.name, source.text)
    if kind != "architecture" and (kind or not source.name.lower().endswith(DATA)):
        return read_documents([source], terms)
    from advisor.readers.architecture import read_architecture

    try:
        return Reading(read_architecture([source], terms), (), (), (), (), (), NOTHING_DRAWN, (), {})
    except InputError as error:  # what is right in it still counts
        return read_documents([source], terms)._replace(problems=error.problems)


def _read_together(sources: Sequence[Source], terms: Terms) -> Architecture:
    reading = read_document(sources[0], terms) if len(sources) == 1 else read_documents(sources, terms)
    return reading.architecture


class _Prepared(NamedTuple):
    """Practices ready to run, and what they were made ready from."""

    engine: Engine
    practices: Sequence[Practice]
    settings: Settings
    known: frozenset[str]  # every rule there is
    judged: dict[str, Practice]
    rules: Rules


_latest: list[_Prepared] = []  # documents come one after the other to be judged by the same


def _prepared(engine: Engine, practices: Sequence[Practice], settings: Settings) -> _Prepared:
    for known in _latest:
        if known.engine is engine and known.practices is practices and known.settings is settings:
            return known
    judged = {practice.id: practice for practice in in_force(practices, settings)}
    names = frozenset(practice.id for practice in practices)
    _latest[:] = [_Prepared(engine, practices, settings, names, judged, Rules(judged.values(), engine))]
    return _latest[0]


def _questions(whole: Whole, told: Iterable[Judged]) -> tuple[Question, ...]:
    from advisor.linter.questions import questions_of

    return questions_of(whole, told)


def _settled(noted: Iterable[Noted], found: Sequence[Noted], judged: Mapping[str, Practice]) -> tuple[Noted, ...]:
    """Gives what was found about comments the severity in force, and leaves out what is not in force."""
    own = {one.finding.fingerprint for one in found}
    settled = []
    for one in noted:
        practice = judged.get(one.finding.rule)
        if one.finding.fingerprint in own:
            settled.append(one)
        elif practice is not None:
            settled.append(one._replace(finding=one.finding._replace(severity=practice.severity, help=practice.remedy)))
    return tuple(settled)
