"""One run of `evaluate`: read, judge, write the reports, and say how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.cli.exits import CLEAN, FINDINGS
from advisor.cli.manners import Manners
from advisor.cli.output import STANDARD, write
from advisor.cli.settings.values import DISAGREEMENT, Options, Settings
from advisor.reporters import REPORTERS
from advisor.reporters.report import Look, Report
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.cli.records.write import Plan
    from advisor.engine import Engine
    from advisor.model.architecture import Architecture
    from advisor.model.finding import Review

LONG_WORK = 2000  # interactions; below, a progress line would only flicker


class Call(NamedTuple):
    """What the command line asks for."""

    files: tuple[str, ...]
    explain: tuple[str, ...]
    questions: bool
    output: str
    reports: tuple[str, ...]
    adr: str | None
    options: Options
    manners: Manners


class _Work(NamedTuple):
    """What the reports are made of."""

    architecture: Architecture
    engine: Engine
    review: Review
    settings: Settings


def run(call: Call) -> int:
    """Writes every report asked for, and returns the exit code."""
    from advisor.cli.files import Destination, check_destinations, read_reports
    from advisor.cli.settings.file import find

    further = read_reports(call.reports, tuple(REPORTERS))
    check_destinations([Destination("", call.output), *further], (*call.files, find(call.files[0])))
    work = _work(call)
    shown = _chosen(call, work) if call.explain else work
    records = None if call.adr is None else _records(call.adr, call.files, shown)
    for warning in work.architecture.warnings:
        call.manners.say(f"warning: {warning}")
    for destination in further:  # before standard output, which may be closed early
        write(REPORTERS[destination.format](_report(work, call, Look())), destination.path)
    write(_main_report(call, shown), call.output)
    for line in records.write() if records else ():
        call.manners.say(line)
    _hint(call, work)
    return FINDINGS if _fails(work) else CLEAN


def _work(call: Call) -> _Work:
    """Reads and judges. Raises InputError with every problem of the settings, the rules and the files."""
    from advisor.api import read_documents, review
    from advisor.cli.progress import are_long, phase
    from advisor.cli.settings.settled import settle
    from advisor.errors import InputError, Problem

    problems: list[Problem] = []
    _, settings, engine, practices = settle(call.files[0], call.options, problems)
    if engine is None:
        raise InputError(problems)
    is_long = not call.manners.quiet and are_long(call.files)
    try:
        with phase("reading", is_long):
            architecture, reading = read_documents(call.files, engine.terms)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from error
    if problems:
        raise InputError(problems)
    with phase(f"reviewing {len(architecture.interactions):,} interactions", is_long):
        found = review(architecture, engine, practices, settings.judging(), reading)
    if reading is not None:  # what cannot be drawn is a finding by now
        told = set(map(id, reading.broken))
        left = tuple(warning for warning in architecture.warnings if id(warning) not in told)
        architecture = architecture._replace(warnings=left)
    return _Work(architecture, engine, found, settings)


def _fails(work: _Work) -> bool:
    if work.settings.fail_on.text == DISAGREEMENT:
        return _disagrees(work)
    return any(finding.severity in work.settings.fails_from for finding in work.review.findings)


def _disagrees(work: _Work) -> bool:
    from advisor.api import decide
    from advisor.reporters.agreement import agreement

    return any(agreement(interaction, decision) for interaction, decision in decide(work.architecture, work.engine))


def _main_report(call: Call, work: _Work) -> Iterator[str]:
    form = work.settings.format.text
    look = call.manners.look() if call.output == STANDARD else Look()
    report = _report(work, call, look)
    if not call.explain or form != "text":
        return REPORTERS[form](report)
    from advisor.reporters.text import pages

    return pages(report)


def _report(work: _Work, call: Call, look: Look) -> Report:
    from advisor.api import decide, evaluate
    from advisor.cli.progress import progress

    architecture, engine, review, _ = work
    count = len(architecture.interactions)
    results, decisions = evaluate(architecture, engine), decide(architecture, engine)
    if count > LONG_WORK and not call.manners.quiet:
        results, decisions = progress(results, count), progress(decisions, count)
    return Report(engine.name, architecture.interactions, results, decisions, architecture.name, look=look,
                  review=review, every_question=call.questions)


def _records(place: str, files: tuple[str, ...], shown: _Work) -> Plan:
    from advisor.api import evaluate
    from advisor.cli.records.write import plan

    return plan(place, evaluate(shown.architecture, shown.engine), shown.engine.name, files)


def _chosen(call: Call, work: _Work) -> _Work:
    """Only what is asked for by `--explain`."""
    from advisor.errors import InputError, Problem
    from advisor.notation.suggest import did_you_mean
    from advisor.reporters.part import narrowed

    interactions = work.architecture.interactions
    known = {interaction.id for interaction in interactions}
    unknown = [Problem(f"There is no interaction `{name}`.", did_you_mean(name, known), file="--explain")
               for name in call.explain if name not in known]
    if unknown:
        raise InputError(unknown)
    chosen = set(call.explain)
    kept = tuple(interaction for interaction in interactions if interaction.id in chosen)
    return work._replace(architecture=work.architecture._replace(interactions=kept),
                         review=narrowed(work.review, chosen))


def _hint(call: Call, work: _Work) -> None:
    interactions = work.architecture.interactions
    if work.settings.format.text == "text" and call.output == STANDARD and not call.explain and interactions:
        from shlex import join

        example = join(("advisor", "evaluate", *call.files, "--explain", interactions[0].id))
        call.manners.say(f"Why, why not and what would change it: {example}")
