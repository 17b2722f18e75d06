"""Runs `lint`: finds the files, checks them, writes the reports, and returns the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.cli.exit_codes import CLEAN, FINDINGS, NOT_CHECKED, NOTHING_TO_CHECK
from advisor.cli.lint.active_rules import ActiveRules
from advisor.cli.lint.arguments import FORMATS, LintArguments
from advisor.cli.lint.finding_filters import FindingFilters
from advisor.cli.lint.project import Project, find_files, find_project
from advisor.cli.lint.reports import LintRun
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.cli.run_report import LEDGER_FORMATS
from advisor.errors import InputError, Problem
from advisor.model.finding import DocumentResult, NotRead
from advisor.text.source import Source

if TYPE_CHECKING:
    from advisor.notation.atomic_write import ReportDestination
    from advisor.runner.cache import Cache
    from advisor.runner.discovery import Discovery

QUESTION_FORMATS = ("json", "json-lines")  # formats that list unchecked practices


def run(arguments: LintArguments, problems: list[Problem]) -> int:
    """Writes every requested report; returns the exit code. Raises InputError with every argument problem."""
    project = find_project(arguments, problems)
    reports = _reports(arguments, project, problems)
    form = project.settings.format.text
    active_rules = ActiveRules(project.settings, asks=arguments.questions or any(
        name in QUESTION_FORMATS for name in (form, *(report.format for report in reports))))
    try:
        discovery = find_files(arguments, project)
    except InputError as error:
        problems.extend(error.problems)
        active_rules.collect_problems(problems)
        raise InputError(problems) from error
    if reports or arguments.output != STANDARD_STREAM:
        from advisor.cli.lint.project import check_overwrites

        check_overwrites(discovery, [arguments.output, *(report.path for report in reports)], problems)
    if arguments.show_files:
        return _show_files(discovery, problems)
    filters = FindingFilters(arguments, project.settings.baseline.text, active_rules, problems)
    result = _check_files(arguments, project, discovery, active_rules, problems)
    message = filters.save_baseline(result.checked)
    result = result._replace(checked=filters.apply(result.checked))
    _show_remarks(arguments, project, discovery, result)
    if message:
        arguments.console.info(message)
    if arguments.diff or arguments.fix:
        from advisor.cli.lint.autofix import apply_fixes, show_diff
    if arguments.diff:
        return show_diff(arguments, result, active_rules, filters)
    if arguments.fix:
        result = apply_fixes(arguments, result, active_rules, filters)
    from advisor.cli.lint.reports import write_reports

    write_reports(arguments, project, active_rules, result, reports)
    return _exit_code(project, discovery, result)


def _reports(arguments: LintArguments, project: Project, problems: list[Problem]) -> list[ReportDestination]:
    if not arguments.reports and arguments.output == STANDARD_STREAM:
        return []
    from advisor.notation.atomic_write import ReportDestination, check_destinations, parse_report_options

    try:
        reports = parse_report_options(arguments.reports, FORMATS)
        check_destinations([ReportDestination("", arguments.output), *reports],
                           (*arguments.paths, project.settings_file, project.settings.baseline.text))
    except InputError as error:
        problems.extend(error.problems)
        return []
    return reports


def _check_files(arguments: LintArguments, project: Project, discovery: Discovery, active_rules: ActiveRules,
                 problems: list[Problem]) -> LintRun:
    from advisor.runner.run_checks import lint_files

    cache = None if arguments.no_cache else _cache(project, active_rules)
    if problems or cache is None or not cache.exists:
        active_rules.collect_problems(problems)
    if problems:
        raise InputError(problems)
    checked: list[DocumentResult] = []
    failed: list[str] = []
    passed_over: list[NotRead] = []
    unreadable: list[DocumentResult] = []
    sources: list[Source] = []
    outcomes = lint_files(discovery.files, active_rules.make_judge, cache, arguments.jobs)
    if sys.stderr.isatty():
        from advisor.cli.progress import show_progress

        outcomes = show_progress(outcomes, len(discovery.files), "documents", arguments.console)
    for outcome in outcomes:
        if outcome.passed_over is not None:
            passed_over.append(outcome.passed_over)
        elif outcome.checked is None:
            failed.append(f"{outcome.name}: {outcome.cause}")
        else:
            checked.append(outcome.checked)
            sources.append(outcome.source)
            unreadable += [outcome.checked] if outcome.is_unreadable else []
    paths = {file.name: file.path for file in discovery.files}
    return LintRun(tuple(checked), tuple(sources), tuple(failed), paths, tuple(passed_over), tuple(unreadable),
                   discovery.unreadable)


def _cache(project: Project, active_rules: ActiveRules) -> Cache:
    from advisor.runner.cache import Cache

    return Cache(project.root, active_rules.cache_key)


def _show_files(discovery: Discovery, problems: list[Problem]) -> int:
    from advisor.runner.document import Document, load_document
    from advisor.text.sanitise import escape_ci_commands, escape_path

    if problems:
        raise InputError(problems)
    names = [file.name for file in discovery.files if isinstance(load_document(file), Document)]
    write_output(escape_ci_commands(escape_path(name)) + "\n" for name in names)
    return CLEAN if names or discovery.excluded else NOTHING_TO_CHECK


def _show_remarks(arguments: LintArguments, project: Project, discovery: Discovery, result: LintRun) -> None:
    for line in _remarks(discovery, result, project.settings.format.text):
        arguments.console.info(line)
    from advisor.text.sanitise import escape_ci_commands, escape_controls

    for failure in result.failed:
        print(f"internal error: {escape_ci_commands(escape_controls(failure))}. "
              "Please report it; ADVISOR_DEBUG=1 shows where it happened.",
              file=sys.stderr)


def _remarks(discovery: Discovery, result: LintRun, form: str) -> Iterator[str]:
    for name in discovery.excluded:
        yield f"{name} is excluded; --no-force-exclude checks it all the same."
    for name in discovery.unreadable:
        yield f"{name} may not be read, so nothing in it was checked."
    if form not in LEDGER_FORMATS:
        yield from (f"Not read: {part}." for part in result.passed_over)
    if not result.checked and not result.failed and not discovery.excluded and not result.passed_over:
        yield "No document was there to check."
    elif result.checked and not any(document.interaction_count for document in result.checked):
        yield "No document says who talks to whom, so there was little to check."


def _exit_code(project: Project, discovery: Discovery, result: LintRun) -> int:
    if result.not_checked():
        return NOT_CHECKED
    counted = (noted.finding for document in result.checked for noted in document.findings if noted.suppression is None)
    if any(finding.severity in project.settings.failing_severities for finding in counted):
        return FINDINGS
    is_clean = result.checked or discovery.excluded or result.passed_over  # naming another file is no error
    return CLEAN if is_clean else NOTHING_TO_CHECK
