"""One run of `lint`: finds the files, checks them, writes the reports and returns the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.cli.exits import CLEAN, FINDINGS, INTERNAL, NOTHING
from advisor.cli.lint.knowledge import Knowledge
from advisor.cli.lint.options import FORMATS, Call
from advisor.cli.lint.outcome import Run
from advisor.cli.lint.ratchet import Ratchet
from advisor.cli.lint.scope import Home, files_of, home_of
from advisor.cli.output import STANDARD, write
from advisor.errors import InputError, Problem
from advisor.model.checked import Checked
from advisor.source import Source

if TYPE_CHECKING:
    from advisor.cli.files import Destination
    from advisor.fileset.cache import Cache
    from advisor.fileset.discovery import Discovery

QUESTION_FORMATS = ("json", "json-lines")  # formats that list unchecked practices
MIN_DOCUMENTS_FOR_PROGRESS = 100  # documents; below, a progress line would only flicker
MAX_NOT_READ = 5  # listed remarks about skipped parts; the rest is counted


def run(arguments: Call, problems: list[Problem]) -> int:
    """Writes every requested report; returns the exit code. Raises InputError with every argument problem."""
    project = home_of(arguments, problems)
    reports = _reports(arguments, project, problems)
    form = project.settings.format.text
    active_rules = Knowledge(project.settings, asks=arguments.wants("--questions") or any(
        name in QUESTION_FORMATS for name in (form, *(report.format for report in reports))))
    try:
        discovery = files_of(arguments, project)
    except InputError as error:
        problems.extend(error.problems)
        active_rules.check(problems)
        raise InputError(problems) from error
    if reports or arguments.output != STANDARD:
        from advisor.cli.lint.scope import check_apart

        check_apart(discovery, [arguments.output, *(report.path for report in reports)], problems)
    if arguments.wants("--show-files"):
        return _show_files(discovery, problems)
    filters = Ratchet(arguments, project.settings.baseline.text, active_rules, problems)
    result = _check_files(arguments, project, discovery, active_rules, problems)
    message = filters.save(result.checked)
    result = result._replace(checked=filters.apply(result.checked))
    _show_remarks(arguments, discovery, result)
    if message:
        arguments.manners.say(message)
    if arguments.wants("--diff") or arguments.wants("--fix"):
        from advisor.cli.lint.fixing import mended, show_diff
    if arguments.wants("--diff"):
        return show_diff(arguments, result, active_rules, filters)
    if arguments.wants("--fix"):
        result = mended(arguments, result, active_rules, filters)
    from advisor.cli.lint.reports import write_reports

    write_reports(arguments, project, active_rules, result, reports)
    return _exit_code(project, discovery, result)


def _reports(arguments: Call, project: Home, problems: list[Problem]) -> list[Destination]:
    if not arguments.reports and arguments.output == STANDARD:
        return []
    from advisor.cli.files import Destination, check_destinations, read_reports

    try:
        reports = read_reports(arguments.reports, FORMATS)
        check_destinations([Destination("", arguments.output), *reports],
                           (*arguments.paths, project.settings_file, project.settings.baseline.text))
    except InputError as error:
        problems.extend(error.problems)
        return []
    return reports


def _check_files(arguments: Call, project: Home, discovery: Discovery, active_rules: Knowledge,
                 problems: list[Problem]) -> Run:
    from advisor.fileset.checking import check

    cache = None if arguments.wants("--no-cache") else _cache(project, active_rules)
    if problems or cache is None or not cache.is_there:
        active_rules.check(problems)
    if problems:
        raise InputError(problems)
    checked: list[Checked] = []
    failed: list[str] = []
    sources: list[Source] = []
    outcomes = check(discovery.files, active_rules.make_judge, cache, arguments.jobs)
    if len(discovery.files) > MIN_DOCUMENTS_FOR_PROGRESS and not arguments.manners.quiet:
        from advisor.cli.progress import progress

        outcomes = progress(outcomes, len(discovery.files), "documents")
    for name, document, source, cause in outcomes:
        if document is None:
            failed.append(f"{name}: {cause}")
        else:
            checked.append(document)
            sources.append(source)
    paths = {file.name: file.path for file in discovery.files}
    return Run(tuple(checked), tuple(sources), tuple(failed), paths)


def _cache(project: Home, active_rules: Knowledge) -> Cache:
    from advisor.fileset.cache import Cache

    return Cache(project.root, active_rules.configuration)


def _show_files(discovery: Discovery, problems: list[Problem]) -> int:
    from advisor.fileset.texts import read_text
    from advisor.reporters.clean import guarded, guarded_path

    if problems:
        raise InputError(problems)
    names = [file.name for file in discovery.files if file.is_certain or read_text(file) is not None]
    write(guarded(guarded_path(name)) + "\n" for name in names)
    return CLEAN if names or discovery.excluded else NOTHING


def _show_remarks(arguments: Call, discovery: Discovery, result: Run) -> None:
    for line in _remarks(discovery, result):
        arguments.manners.say(line)
    from advisor.reporters.clean import clean, guarded

    for failure in result.failed:
        print(f"internal error: {guarded(clean(failure))}. Please report it; ADVISOR_DEBUG=1 shows where it happened.",
              file=sys.stderr)


def _remarks(discovery: Discovery, result: Run) -> Iterator[str]:
    for name in discovery.excluded:
        yield f"{name} is excluded; --no-force-exclude checks it all the same."
    for name in discovery.closed:
        yield f"{name} may not be read, so nothing in it was checked."
    not_read = [part for document in result.checked for part in document.not_read]
    yield from (f"not read: {part}" for part in not_read[:MAX_NOT_READ])
    if len(not_read) > MAX_NOT_READ:
        yield f"not read: {len(not_read) - MAX_NOT_READ} more"
    if not result.checked and not result.failed and not discovery.excluded:
        yield "No document was there to check."
    elif result.checked and not any(document.interactions for document in result.checked):
        yield "No document says who talks to whom, so there was little to check."


def _exit_code(project: Home, discovery: Discovery, result: Run) -> int:
    if result.failed:
        return INTERNAL
    if not result.checked:
        return CLEAN if discovery.excluded else NOTHING  # naming an excluded file is no error
    counted = (noted.finding for document in result.checked for noted in document.noted if noted.silence is None)
    return FINDINGS if any(finding.severity in project.settings.fails_from for finding in counted) else CLEAN
