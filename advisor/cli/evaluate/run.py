"""Runs `evaluate`: reads, reviews, writes the reports, and returns the exit code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN, FINDINGS
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.errors import InputError, Problem
from advisor.reporters import REPORTERS
from advisor.reporters.report import Report, TextStyle
from advisor.settings.values import DISAGREEMENT, RunSettings, SettingOptions

if TYPE_CHECKING:
    from advisor.adr.write import RecordPlan
    from advisor.engine import Engine
    from advisor.model.architecture import Architecture
    from advisor.model.finding import ArchitectureReview

MIN_FOR_PROGRESS = 2000  # interactions; below, a progress line would only flicker


class EvaluateArguments(NamedTuple):
    """Arguments of the command."""

    files: tuple[str, ...]
    explain: tuple[str, ...]
    questions: bool
    output: str
    reports: tuple[str, ...]
    adr: str | None
    options: SettingOptions
    console: ConsoleOptions


class _Evaluation(NamedTuple):
    """Input of the reports."""

    architecture: Architecture
    engine: Engine
    review: ArchitectureReview
    settings: RunSettings


def run(args: EvaluateArguments, problems: list[Problem]) -> int:
    """Writes every requested report, and returns the exit code. Raises InputError with every problem of the call."""
    from advisor.notation.atomic_write import ReportDestination, check_destinations, parse_report_options
    from advisor.settings.file import find_settings_file

    extra_reports: list[ReportDestination] = []
    try:
        extra_reports = parse_report_options(args.reports, tuple(REPORTERS))
        check_destinations(
            [ReportDestination("", args.output), *extra_reports], (*args.files, find_settings_file(args.files[0]))
        )
    except InputError as error:
        problems.extend(error.problems)
    evaluation = _evaluate_files(args, problems)
    selected = _select(args, evaluation) if args.explain else evaluation
    records = None if args.adr is None else _plan_records(args.adr, args.files, selected)
    for warning in evaluation.architecture.warnings:
        args.console.info(f"warning: {warning}")
    for destination in extra_reports:  # before standard output, which may be closed early
        write_output(REPORTERS[destination.format](_report(evaluation, args, TextStyle())), destination.path)
    write_output(_main_report(args, selected), args.output)
    for line in records.write() if records else ():
        args.console.info(line)
    _print_hint(args, evaluation)
    return FINDINGS if _fails(evaluation) else CLEAN


def _evaluate_files(args: EvaluateArguments, problems: list[Problem]) -> _Evaluation:
    """Reads and reviews. Raises InputError with every problem of the settings, the rules and the files."""
    from advisor.api import load_engine_and_practices, read_documents, review
    from advisor.cli.progress import are_large, show_phase
    from advisor.settings.resolve import resolve_settings

    _, settings, engine, practices = resolve_settings(args.files[0], args.options, problems, load_engine_and_practices)
    if engine is None:
        raise InputError(problems)
    is_long = not args.console.quiet and are_large(args.files)
    try:
        with show_phase("reading", is_long):
            architecture, reading = read_documents(args.files, engine.terms)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from error
    if problems:
        raise InputError(problems)
    with show_phase(f"reviewing {len(architecture.interactions):,} interactions", is_long):
        reviewed = review(architecture, engine, practices, settings.lint_settings(), reading)
    if reading is not None:  # broken diagrams are findings by now
        reported = set(map(id, reading.syntax_errors))
        warnings = tuple(warning for warning in architecture.warnings if id(warning) not in reported)
        architecture = architecture._replace(warnings=warnings)
    return _Evaluation(architecture, engine, reviewed, settings)


def _fails(evaluation: _Evaluation) -> bool:
    if evaluation.settings.fail_on.text == DISAGREEMENT:
        return _disagrees(evaluation)
    return any(finding.severity in evaluation.settings.failing_severities for finding in evaluation.review.findings)


def _disagrees(evaluation: _Evaluation) -> bool:
    from advisor.api import decide
    from advisor.reporters.agreement import check_agreement

    decisions = decide(evaluation.architecture, evaluation.engine)
    return any(check_agreement(interaction, decision) for interaction, decision in decisions)


def _main_report(args: EvaluateArguments, evaluation: _Evaluation) -> Iterator[str]:
    form = evaluation.settings.format.text
    style = args.console.style(form=form) if args.output == STANDARD_STREAM else TextStyle()
    report = _report(evaluation, args, style)
    if not args.explain or form != "text":
        return REPORTERS[form](report)
    from advisor.reporters.text import render_pages

    return render_pages(report)


def _report(evaluation: _Evaluation, args: EvaluateArguments, style: TextStyle) -> Report:
    from advisor.api import decide, evaluate
    from advisor.cli.progress import show_progress

    architecture, engine, review, _ = evaluation
    count = len(architecture.interactions)
    results, decisions = evaluate(architecture, engine), decide(architecture, engine)
    if count > MIN_FOR_PROGRESS and not args.console.quiet:
        results, decisions = show_progress(results, count), show_progress(decisions, count)
    return Report(engine.name, architecture.interactions, results, decisions, architecture.name, style=style,
                  review=review, every_question=args.questions)


def _plan_records(path: str, files: tuple[str, ...], selected: _Evaluation) -> RecordPlan:
    from advisor.adr.write import plan_records
    from advisor.api import evaluate

    return plan_records(path, evaluate(selected.architecture, selected.engine), selected.engine.name, files)


def _select(args: EvaluateArguments, evaluation: _Evaluation) -> _Evaluation:
    """Returns the interactions named by `--explain`."""
    from advisor.reporters.by_interaction import filter_review
    from advisor.text.suggestions import did_you_mean

    interactions = evaluation.architecture.interactions
    known = {interaction.id for interaction in interactions}
    unknown = [Problem(f"There is no interaction `{name}`.", did_you_mean(name, known), file="--explain")
               for name in args.explain if name not in known]
    if unknown:
        raise InputError(unknown)
    wanted = set(args.explain)
    selected = tuple(interaction for interaction in interactions if interaction.id in wanted)
    return evaluation._replace(architecture=evaluation.architecture._replace(interactions=selected),
                               review=filter_review(evaluation.review, wanted))


def _print_hint(args: EvaluateArguments, evaluation: _Evaluation) -> None:
    interactions = evaluation.architecture.interactions
    if (evaluation.settings.format.text == "text"
        and args.output == STANDARD_STREAM
        and not args.explain
        and interactions):
        from shlex import join

        example = join(("advisor", "evaluate", *args.files, "--explain", interactions[0].id))
        args.console.info(f"Why, why not and what would change it: {example}")
