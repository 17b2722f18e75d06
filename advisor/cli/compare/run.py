"""Runs `compare`: reads two versions, compares them, and reports regressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.exits import CLEAN, FINDINGS
from advisor.cli.manners import Manners
from advisor.cli.output import STANDARD, write
from advisor.cli.settings.values import DISAGREEMENT, NEVER, Options, Settings
from advisor.errors import InputError, Problem
from advisor.reporters.report import Look

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.linter.comparison import Version
    from advisor.model.comparison import Comparison
    from advisor.model.terms import Terms


class Call(NamedTuple):
    """Arguments of the command."""

    before: str
    after: str
    output: str
    options: Options
    manners: Manners


def run(args: Call) -> int:
    """Writes the differences, and returns the exit code."""
    from advisor.cli.files import Destination, check_destinations
    from advisor.cli.settings.file import find
    from advisor.cli.settings.settled import settle
    from advisor.linter.comparison import compare
    from advisor.reporters.comparison import FORMATS, ComparisonReport, comparison_reporter

    check_destinations([Destination("", args.output)], (args.before, args.after, find(args.after)))
    problems: list[Problem] = []
    _, settings, engine, practices = settle(args.after, args.options, problems, FORMATS)
    if engine is None:
        raise InputError(problems)
    before, after = _versions(args, engine, problems)
    comparison = compare(before, after, engine, practices, settings.judging())
    for warning in _open_warnings(after):
        args.manners.say(f"warning: {warning}")
    worse = tuple(worse_of(comparison, settings))
    look = args.manners.look() if args.output == STANDARD else Look()
    report = ComparisonReport(comparison, worse, engine.name, look)
    write(comparison_reporter(settings.format.text)(report), args.output)
    return FINDINGS if worse else CLEAN


def worse_of(comparison: Comparison, settings: Settings) -> Iterator[str]:
    """Yields every regression of the later version that counts by the settings."""
    fail_on = settings.fail_on.text
    if fail_on == NEVER:
        return
    for changed in comparison.changed:
        declared = changed.after.agreement and changed.after.agreement != changed.before.agreement
        if fail_on != DISAGREEMENT or declared:
            yield from (f"{changed.after.interaction.id}: {worse}" for worse in changed.worse)
    if fail_on == DISAGREEMENT:
        return
    for finding in comparison.new:
        if finding.severity in settings.fails_from:
            yield f"{finding.span.file}:{finding.span.line}: new {finding.severity} {finding.rule}"
    for flow in comparison.flows:
        if flow.misses_now:
            yield f"{flow.after.id}: this flow misses its target now"


def _versions(args: Call, engine: Engine, problems: list[Problem]) -> tuple[Version, Version]:
    """Reads both versions. Raises InputError with every problem of the settings and of both."""
    versions: list[Version] = []
    if args.before == args.after == STANDARD:
        problems.append(Problem("Standard input holds one version only.", "Name a file for the other one."))
        raise InputError(problems)
    for path in (args.before, args.after):
        try:
            versions.append(_version(path, engine.terms))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    before, after = versions
    return before, after


def _version(path: str, terms: Terms) -> Version:
    """Reads one version; the text of standard input decides its kind, as it has no file name."""
    from advisor.api import read_documents
    from advisor.linter.comparison import Version

    if path != STANDARD:
        return Version(*read_documents((path,), terms))
    from advisor.notation.load import load_text
    from advisor.readers import DOCUMENTS, architecture, documents
    from advisor.readers.kinds import kind_of_file

    source = load_text(path)
    if kind_of_file(source.name, source.text) not in DOCUMENTS:
        return Version(architecture.read_architecture([source], terms))
    reading = documents.read_documents([source], terms)
    if reading.problems:
        raise InputError(reading.problems)
    return Version(reading.architecture, reading)


def _open_warnings(version: Version) -> Iterator[str]:
    """Yields the warnings of a version that are not findings by now."""
    reported = set(map(id, version.reading.broken)) if version.reading else set()
    return (str(warning) for warning in version.architecture.warnings if id(warning) not in reported)
