"""One run of `lint`: find the files, check them, write the reports, and say how it ended."""

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

ASKING = ("json", "json-lines")  # formats that tell what could not be checked
LONG_WORK = 100  # documents; below, a progress line would only flicker
MOST_NOT_READ = 5  # remarks on what was passed over; the rest is counted


def run(call: Call, problems: list[Problem]) -> int:
    """Writes every report asked for, and returns the exit code. Raises InputError with every problem of the call."""
    home = home_of(call, problems)
    reports = _reports(call, home, problems)
    form = home.settings.format.text
    knowledge = Knowledge(home.settings, asks=call.wants("--questions") or any(
        name in ASKING for name in (form, *(report.format for report in reports))))
    try:
        discovery = files_of(call, home)
    except InputError as error:
        problems.extend(error.problems)
        knowledge.check(problems)
        raise InputError(problems) from error
    if reports or call.output != STANDARD:
        from advisor.cli.lint.scope import check_apart

        check_apart(discovery, [call.output, *(report.path for report in reports)], problems)
    if call.wants("--show-files"):
        return _show_files(discovery, problems)
    ratchet = Ratchet(call, home.settings.baseline.text, knowledge, problems)
    result = _checked(call, home, discovery, knowledge, problems)
    told = ratchet.save(result.checked)
    result = result._replace(checked=ratchet.apply(result.checked))
    _say(call, discovery, result)
    if told:
        call.manners.say(told)
    if call.wants("--diff") or call.wants("--fix"):
        from advisor.cli.lint.fixing import mended, show_diff
    if call.wants("--diff"):
        return show_diff(call, result, knowledge, ratchet)
    if call.wants("--fix"):
        result = mended(call, result, knowledge, ratchet)
    from advisor.cli.lint.reports import write_reports

    write_reports(call, home, knowledge, result, reports)
    return _exit_code(home, discovery, result)


def _reports(call: Call, home: Home, problems: list[Problem]) -> list[Destination]:
    if not call.reports and call.output == STANDARD:
        return []
    from advisor.cli.files import Destination, check_destinations, read_reports

    try:
        reports = read_reports(call.reports, FORMATS)
        check_destinations([Destination("", call.output), *reports],
                           (*call.paths, home.settings_file, home.settings.baseline.text))
    except InputError as error:
        problems.extend(error.problems)
        return []
    return reports


def _checked(call: Call, home: Home, discovery: Discovery, knowledge: Knowledge, problems: list[Problem]) -> Run:
    from advisor.fileset.checking import check

    cache = None if call.wants("--no-cache") else _cache(home, knowledge)
    if problems or cache is None or not cache.is_there:
        knowledge.check(problems)
    if problems:
        raise InputError(problems)
    checked: list[Checked] = []
    failed: list[str] = []
    sources: list[Source] = []
    outcomes = check(discovery.files, knowledge.make_judge, cache, call.jobs)
    if len(discovery.files) > LONG_WORK and not call.manners.quiet:
        from advisor.cli.progress import progress

        outcomes = progress(outcomes, len(discovery.files), "documents")
    for name, found, source, cause in outcomes:
        if found is None:
            failed.append(f"{name}: {cause}")
        else:
            checked.append(found)
            sources.append(source)
    paths = {found.name: found.path for found in discovery.files}
    return Run(tuple(checked), tuple(sources), tuple(failed), paths)


def _cache(home: Home, knowledge: Knowledge) -> Cache:
    from advisor.fileset.cache import Cache

    return Cache(home.root, knowledge.configuration)


def _show_files(discovery: Discovery, problems: list[Problem]) -> int:
    from advisor.fileset.texts import read_text
    from advisor.reporters.clean import guarded, guarded_path

    if problems:
        raise InputError(problems)
    names = [found.name for found in discovery.files if found.is_certain or read_text(found) is not None]
    write(guarded(guarded_path(name)) + "\n" for name in names)
    return CLEAN if names or discovery.excluded else NOTHING


def _say(call: Call, discovery: Discovery, result: Run) -> None:
    for line in _remarks(discovery, result):
        call.manners.say(line)
    from advisor.reporters.clean import clean, guarded

    for failure in result.failed:
        print(f"internal error: {guarded(clean(failure))}. Please report it; ADVISOR_DEBUG=1 shows where it happened.",
              file=sys.stderr)


def _remarks(discovery: Discovery, result: Run) -> Iterator[str]:
    for name in discovery.excluded:
        yield f"{name} is excluded; --no-force-exclude checks it all the same."
    for name in discovery.closed:
        yield f"{name} may not be read, so nothing in it was checked."
    not_read = [said for one in result.checked for said in one.not_read]
    yield from (f"not read: {said}" for said in not_read[:MOST_NOT_READ])
    if len(not_read) > MOST_NOT_READ:
        yield f"not read: {len(not_read) - MOST_NOT_READ} more"
    if not result.checked and not result.failed and not discovery.excluded:
        yield "No document was there to check."
    elif result.checked and not any(one.interactions for one in result.checked):
        yield "No document says who talks to whom, so there was little to check."


def _exit_code(home: Home, discovery: Discovery, result: Run) -> int:
    if result.failed:
        return INTERNAL
    if not result.checked:
        return CLEAN if discovery.excluded else NOTHING  # whoever names what is excluded wants it left out
    counted = (one.finding for document in result.checked for one in document.noted if one.silence is None)
    return FINDINGS if any(finding.severity in home.settings.fails_from for finding in counted) else CLEAN
