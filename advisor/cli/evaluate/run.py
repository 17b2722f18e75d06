"""Runs `evaluate`: reads, reviews, writes the reports, and returns the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN, FINDINGS, NOT_CHECKED
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.cli.run_report import LEDGER_FORMATS, not_checked
from advisor.errors import InputError, Problem
from advisor.reporters import REPORTERS
from advisor.reporters.report import Report
from advisor.settings.values import DISAGREEMENT, RunSettings, SettingOptions

if TYPE_CHECKING:
    from advisor.adr.write import RecordPlan
    from advisor.engine import Engine
    from advisor.model.interaction import Interaction
    from advisor.model.practice import Practice
    from advisor.model.recommendation import Decision
    from advisor.reporters.report import Result
    from advisor.runner.evaluate import EvaluatedFiles



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

    files: EvaluatedFiles
    closed: tuple[str, ...]  # directories without read permission
    engine: Engine
    practices: Mapping[str, Practice]  # by id: the active ones
    settings: RunSettings
    root: str  # absolute path of the project

    def results(self, wanted: Sequence[str] = ()) -> Iterator[Result]:
        """Yields every interaction, or those with wanted ids, with its recommendation."""
        return ((found, self.engine.recommend(found.facts())) for found in self.files.interactions
                if not wanted or found.id in wanted)

    def decisions(self, wanted: Sequence[str] = ()) -> Iterator[tuple[Interaction, Decision]]:
        """Yields every interaction, or those with wanted ids, with its decision only."""
        return ((found, self.engine.decide(found.facts())) for found in self.files.interactions
                if not wanted or found.id in wanted)


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
    _check_ids(args, evaluation)
    records = None if args.adr is None else _plan_records(args.adr, args, evaluation)
    for destination in extra_reports:  # before standard output, which may be closed early
        report = _report(args, evaluation, destination.format)
        write_output(REPORTERS[destination.format](report), destination.path)
    write_output(_main_report(args, evaluation), args.output)
    for line in records.write() if records else ():
        args.console.info(line)
    for part in evaluation.files.passed_over if evaluation.settings.format.text not in LEDGER_FORMATS else ():
        args.console.info(f"Not read: {part}.")
    _print_hint(args, evaluation)
    return _exit_code(evaluation)


def _evaluate_files(args: EvaluateArguments, problems: list[Problem]) -> _Evaluation:
    """Reads and reviews. Raises InputError with every problem of the settings, the rules and the files."""
    from advisor.api import load_engine_and_practices
    from advisor.cli.input_files import exclude_rules, project_root
    from advisor.cli.progress import show_phase
    from advisor.linter.settings import active_practices
    from advisor.runner.discovery import FileFilter, discover, missing_paths
    from advisor.runner.evaluate import EvaluatedFiles, load_files, read_groups, review_groups, unreadable_results
    from advisor.settings.resolve import resolve_settings

    file, settings, engine, practices = resolve_settings(
        args.files[0], args.options, problems, load_engine_and_practices)
    root = project_root(file)
    missing = missing_paths(args.files)
    problems += missing.values()
    discovery = discover([path for path in args.files if path not in missing],
                         FileFilter(root, exclude_rules(root, settings), applies_to_named=False))
    if engine is None:
        raise InputError(problems)
    selection = settings.lint_settings()
    try:
        with show_phase("reading", args.console):
            loaded = load_files(discovery.files)
            groups = read_groups(loaded, engine)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from error
    if problems:
        raise InputError(problems)
    with show_phase("reviewing", args.console):
        reviews = tuple(review_groups(groups, engine, practices, selection))
    files = EvaluatedFiles(groups, reviews, unreadable_results(loaded, engine, practices, selection),
                           loaded.passed_over)
    active = {practice.id: practice for practice in active_practices(practices, selection)}
    return _Evaluation(files, discovery.unreadable, engine, active, settings, root)


def _check_ids(args: EvaluateArguments, evaluation: _Evaluation) -> None:
    """Raises InputError for every id after `--explain` that no interaction has."""
    from advisor.text.suggestions import did_you_mean

    known = {interaction.id for interaction in evaluation.files.interactions} if args.explain else set()
    if unknown := [Problem(f"There is no interaction `{name}`.", did_you_mean(name, known), file="--explain")
                   for name in args.explain if name not in known]:
        raise InputError(unknown)


def _exit_code(evaluation: _Evaluation) -> int:
    if evaluation.files.unreadable or evaluation.closed:
        return NOT_CHECKED
    return FINDINGS if _fails(evaluation) else CLEAN


def _fails(evaluation: _Evaluation) -> bool:
    if evaluation.settings.fail_on.text == DISAGREEMENT:
        from advisor.reporters.agreement import check_agreement

        return any(check_agreement(interaction, decision) for interaction, decision in evaluation.decisions())
    return any(finding.severity in evaluation.settings.failing_severities
               for reviewed in evaluation.files.reviews for finding in reviewed.findings)


def _main_report(args: EvaluateArguments, evaluation: _Evaluation) -> Iterator[str]:
    from advisor.cli.run_report import styled

    form = evaluation.settings.format.text
    report = _report(args, evaluation, form)
    if args.output == STANDARD_STREAM:
        report = styled(report, args.console, form)
    if not args.explain:
        return REPORTERS[form](report)
    report = report.limited_to(args.explain)._replace(
        results=evaluation.results(args.explain), decisions=evaluation.decisions(args.explain))
    if form != "text":
        return REPORTERS[form](report)
    from advisor.reporters.text import render_pages

    return render_pages(report)


def _report(args: EvaluateArguments, evaluation: _Evaluation, form: str) -> Report:
    from advisor.api import load_examples
    from advisor.cli.progress import show_progress
    from advisor.cli.run_report import new_report

    files = evaluation.files
    results, decisions = evaluation.results(), evaluation.decisions()
    if not sys.stdout.isatty():  # a table that scrolls by shows the progress itself
        count = len(files.interactions)
        results = show_progress(results, count, "interactions", args.console)
        decisions = show_progress(decisions, count, "interactions", args.console)
    report = new_report("evaluate", evaluation.settings, evaluation.root, (form,)).with_reviews(files.reviews)
    return report._replace(
        practices=evaluation.practices, examples=partial(load_examples, evaluation.settings.overlays),
        interactions=files.interactions, results=results, decisions=decisions, title=files.title,
        rules_pack=evaluation.engine.name, questions=args.questions,
        documents=(*report.documents, *files.unreadable), passed_over=files.passed_over,
        failed=tuple(not_checked(files.unreadable, evaluation.closed)))


def _plan_records(path: str, args: EvaluateArguments, evaluation: _Evaluation) -> RecordPlan:
    from advisor.adr.write import plan_records

    files = tuple(source.name for group in evaluation.files.groups for source in group.reading.sources)
    return plan_records(path, evaluation.results(args.explain), evaluation.engine.name, files)


def _print_hint(args: EvaluateArguments, evaluation: _Evaluation) -> None:
    interactions = evaluation.files.interactions
    if (evaluation.settings.format.text == "text"
        and args.output == STANDARD_STREAM
        and not args.explain
        and interactions):
        from shlex import join

        example = join(("advisor", "evaluate", *args.files, "--explain", interactions[0].id))
        args.console.info(f"Why, why not and what would change it: {example}")
