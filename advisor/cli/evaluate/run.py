"""Runs `evaluate`: reads, reviews, writes the reports, and returns the exit code."""

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

MIN_FOR_PROGRESS = 2000  # interactions; below, a progress line would only flicker


class Call(NamedTuple):
    """Arguments of the command."""

    files: tuple[str, ...]
    explain: tuple[str, ...]
    questions: bool
    output: str
    reports: tuple[str, ...]
    adr: str | None
    options: Options
    manners: Manners


class _Evaluation(NamedTuple):
    """Input of the reports."""

    architecture: Architecture
    engine: Engine
    review: Review
    settings: Settings


def run(args: Call) -> int:
    """Writes every requested report, and returns the exit code."""
    from advisor.cli.files import Destination, check_destinations, read_reports
    from advisor.cli.settings.file import find

    extra_reports = read_reports(args.reports, tuple(REPORTERS))
    check_destinations([Destination("", args.output), *extra_reports], (*args.files, find(args.files[0])))
    evaluation = _evaluate_files(args)
    selected = _select(args, evaluation) if args.explain else evaluation
    records = None if args.adr is None else _plan_records(args.adr, args.files, selected)
    for warning in evaluation.architecture.warnings:
        args.manners.say(f"warning: {warning}")
    for destination in extra_reports:  # before standard output, which may be closed early
        write(REPORTERS[destination.format](_report(evaluation, args, Look())), destination.path)
    write(_main_report(args, selected), args.output)
    for line in records.write() if records else ():
        args.manners.say(line)
    _print_hint(args, evaluation)
    return FINDINGS if _fails(evaluation) else CLEAN


def _evaluate_files(args: Call) -> _Evaluation:
    """Reads and reviews. Raises InputError with every problem of the settings, the rules and the files."""
    from advisor.api import read_documents, review
    from advisor.cli.progress import are_long, phase
    from advisor.cli.settings.settled import settle
    from advisor.errors import InputError, Problem

    problems: list[Problem] = []
    _, settings, engine, practices = settle(args.files[0], args.options, problems)
    if engine is None:
        raise InputError(problems)
    is_long = not args.manners.quiet and are_long(args.files)
    try:
        with phase("reading", is_long):
            architecture, reading = read_documents(args.files, engine.terms)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from error
    if problems:
        raise InputError(problems)
    with phase(f"reviewing {len(architecture.interactions):,} interactions", is_long):
        reviewed = review(architecture, engine, practices, settings.judging(), reading)
    if reading is not None:  # broken diagrams are findings by now
        reported = set(map(id, reading.broken))
        warnings = tuple(warning for warning in architecture.warnings if id(warning) not in reported)
        architecture = architecture._replace(warnings=warnings)
    return _Evaluation(architecture, engine, reviewed, settings)


def _fails(evaluation: _Evaluation) -> bool:
    if evaluation.settings.fail_on.text == DISAGREEMENT:
        return _disagrees(evaluation)
    return any(finding.severity in evaluation.settings.fails_from for finding in evaluation.review.findings)


def _disagrees(evaluation: _Evaluation) -> bool:
    from advisor.api import decide
    from advisor.reporters.agreement import agreement

    decisions = decide(evaluation.architecture, evaluation.engine)
    return any(agreement(interaction, decision) for interaction, decision in decisions)


def _main_report(args: Call, evaluation: _Evaluation) -> Iterator[str]:
    form = evaluation.settings.format.text
    look = args.manners.look() if args.output == STANDARD else Look()
    report = _report(evaluation, args, look)
    if not args.explain or form != "text":
        return REPORTERS[form](report)
    from advisor.reporters.text import pages

    return pages(report)


def _report(evaluation: _Evaluation, args: Call, look: Look) -> Report:
    from advisor.api import decide, evaluate
    from advisor.cli.progress import progress

    architecture, engine, review, _ = evaluation
    count = len(architecture.interactions)
    results, decisions = evaluate(architecture, engine), decide(architecture, engine)
    if count > MIN_FOR_PROGRESS and not args.manners.quiet:
        results, decisions = progress(results, count), progress(decisions, count)
    return Report(engine.name, architecture.interactions, results, decisions, architecture.name, look=look,
                  review=review, every_question=args.questions)


def _plan_records(path: str, files: tuple[str, ...], selected: _Evaluation) -> Plan:
    from advisor.api import evaluate
    from advisor.cli.records.write import plan

    return plan(path, evaluate(selected.architecture, selected.engine), selected.engine.name, files)


def _select(args: Call, evaluation: _Evaluation) -> _Evaluation:
    """Returns the interactions named by `--explain`."""
    from advisor.errors import InputError, Problem
    from advisor.notation.suggest import did_you_mean
    from advisor.reporters.part import narrowed

    interactions = evaluation.architecture.interactions
    known = {interaction.id for interaction in interactions}
    unknown = [Problem(f"There is no interaction `{name}`.", did_you_mean(name, known), file="--explain")
               for name in args.explain if name not in known]
    if unknown:
        raise InputError(unknown)
    wanted = set(args.explain)
    selected = tuple(interaction for interaction in interactions if interaction.id in wanted)
    return evaluation._replace(architecture=evaluation.architecture._replace(interactions=selected),
                               review=narrowed(evaluation.review, wanted))


def _print_hint(args: Call, evaluation: _Evaluation) -> None:
    interactions = evaluation.architecture.interactions
    if evaluation.settings.format.text == "text" and args.output == STANDARD and not args.explain and interactions:
        from shlex import join

        example = join(("advisor", "evaluate", *args.files, "--explain", interactions[0].id))
        args.manners.say(f"Why, why not and what would change it: {example}")
