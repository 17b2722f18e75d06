"""Runs `compare`: reads two versions, compares them, and reports regressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN, FINDINGS
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.errors import InputError, Problem
from advisor.reporters.report import TextStyle
from advisor.settings.values import DISAGREEMENT, NEVER, RunSettings, SettingOptions

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.linter.comparison import Version
    from advisor.model.comparison import ArchitectureComparison
    from advisor.model.terms import Terms


class CompareArguments(NamedTuple):
    """Arguments of the command."""

    before: str
    after: str
    output: str
    options: SettingOptions
    console: ConsoleOptions


def run(args: CompareArguments, problems: list[Problem]) -> int:
    """Writes the differences, and returns the exit code. Raises InputError with every problem of the call."""
    from advisor.api import load_engine_and_practices
    from advisor.linter.comparison import compare
    from advisor.notation.atomic_write import ReportDestination, check_destinations
    from advisor.reporters.comparison.report import COMPARISON_REPORTERS, ComparisonReport
    from advisor.settings.file import find_settings_file
    from advisor.settings.resolve import resolve_settings

    check_destinations([ReportDestination("", args.output)], (args.before, args.after, find_settings_file(args.after)))
    _, settings, engine, practices = resolve_settings(
        args.after, args.options, problems, load_engine_and_practices, COMPARISON_REPORTERS)
    if engine is None:
        raise InputError(problems)
    before, after = _versions(args, engine, problems)
    comparison = compare(before, after, engine, practices, settings.lint_settings())
    for warning in _open_warnings(after):
        args.console.info(f"warning: {warning}")
    worse = tuple(find_regressions(comparison, settings))
    style = args.console.style(form=settings.format.text) if args.output == STANDARD_STREAM else TextStyle()
    report = ComparisonReport(comparison, worse, engine.name, style)
    write_output(COMPARISON_REPORTERS[settings.format.text](report), args.output)
    return FINDINGS if worse else CLEAN


def find_regressions(comparison: ArchitectureComparison, settings: RunSettings) -> Iterator[str]:
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
        if finding.severity in settings.failing_severities:
            yield f"{finding.span.file}:{finding.span.line}: new {finding.severity} {finding.rule}"
    for flow in comparison.flows:
        if flow.newly_misses_target:
            yield f"{flow.after.id}: this flow misses its target now"


def _versions(args: CompareArguments, engine: Engine, problems: list[Problem]) -> tuple[Version, Version]:
    """Reads both versions. Raises InputError with every problem of the settings and of both."""
    versions: list[Version] = []
    if args.before == args.after == STANDARD_STREAM:
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

    if path != STANDARD_STREAM:
        return Version(*read_documents((path,), terms))
    from advisor.extraction import documents
    from advisor.extraction.architecture import read
    from advisor.formats.detection import DESIGN_DOCUMENTS, detect_format
    from advisor.notation.load import load_text

    source = load_text(path)
    if detect_format(source.name, source.text) not in DESIGN_DOCUMENTS:
        return Version(read.read_architecture([source], terms))
    reading = documents.read_documents([source], terms)
    if reading.problems:
        raise InputError(reading.problems)
    return Version(reading.architecture, reading)


def _open_warnings(version: Version) -> Iterator[str]:
    """Yields the warnings of a version that are not findings by now."""
    reported = set(map(id, version.reading.syntax_errors)) if version.reading else set()
    return (str(warning) for warning in version.architecture.warnings if id(warning) not in reported)
