"""Runs `compare`: reads two versions, compares them, and reports regressions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN, FINDINGS
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.errors import InputError, Problem
from advisor.reporters import REPORTERS
from advisor.settings.values import DISAGREEMENT, NEVER, RunSettings, SettingOptions

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.extraction.documents import DocumentReading
    from advisor.model.comparison import ArchitectureComparison


class CompareArguments(NamedTuple):
    """Arguments of the command."""

    before: str
    after: str
    output: str
    options: SettingOptions
    console: ConsoleOptions


def run(args: CompareArguments, problems: list[Problem]) -> int:
    """Writes the differences, and returns the exit code. Raises InputError with every problem of the call."""
    from advisor.api import decide, evaluate, load_engine_and_practices, load_examples
    from advisor.cli.input_files import project_root
    from advisor.cli.progress import show_phase
    from advisor.cli.run_report import new_report, styled
    from advisor.linter.comparison import compare
    from advisor.linter.settings import active_practices
    from advisor.notation.atomic_write import ReportDestination, check_destinations
    from advisor.settings.file import find_settings_file
    from advisor.settings.resolve import resolve_settings

    check_destinations([ReportDestination("", args.output)], (args.before, args.after, find_settings_file(args.after)))
    file, settings, engine, practices = resolve_settings(
        args.after, args.options, problems, load_engine_and_practices)
    if engine is None:
        raise InputError(problems)
    with show_phase("reading", args.console):
        before, after = _versions(args, engine, problems)
    with show_phase("comparing", args.console):
        comparison = compare(before, after, engine, practices, settings.lint_settings())
    worse = tuple(find_regressions(comparison, settings))
    report = new_report("compare", settings, project_root(file), (settings.format.text,))._replace(
        comparison=comparison, regressions=worse, results=evaluate(after.architecture, engine),
        decisions=decide(after.architecture, engine), rules_pack=engine.name,
        practices={practice.id: practice for practice in active_practices(practices, settings.lint_settings())},
        documents=comparison.documents, examples=partial(load_examples, settings.overlays))
    if args.output == STANDARD_STREAM:
        report = styled(report, args.console, settings.format.text)
    write_output(REPORTERS[settings.format.text](report), args.output)
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


def _versions(args: CompareArguments, engine: Engine, problems: list[Problem]
              ) -> tuple[DocumentReading, DocumentReading]:
    """Reads both versions. Raises InputError with every problem of the settings and of both."""
    from advisor.api import read_documents

    versions: list[DocumentReading] = []
    if args.before == args.after == STANDARD_STREAM:
        problems.append(Problem("Standard input holds one version only.", "Name a file for the other one."))
        raise InputError(problems)
    for path in (args.before, args.after):
        try:
            versions.append(read_documents((path,), engine.terms))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    before, after = versions
    return before, after
