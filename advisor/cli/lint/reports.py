"""Writes the reports of a run of `lint`, each to its destination."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.lint.arguments import LintArguments
from advisor.cli.lint.project import Project
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.model.finding import DocumentResult
from advisor.reporters.lint.report import FRAMES, LINT_REPORTERS, NO_FRAMES, LintReport
from advisor.text.source import Source

if TYPE_CHECKING:
    from advisor.cli.lint.active_rules import ActiveRules
    from advisor.engine import Engine
    from advisor.notation.atomic_write import ReportDestination
    from advisor.reporters.report import Result

ADVICE_FORMATS = ("json",)  # formats with a recommendation for every interaction
LINK_FORMATS = ("json", "sarif", "rdjson", "junit", "markdown")  # formats with a URL for each rule
DISTRIBUTION = "comms-advisor"
LABEL = "Rules"  # in `[project.urls]`


class _LazyResults:
    """Every interaction with its recommendation, computed lazily, one document at a time."""

    def __init__(self, engine: Engine, result: LintRun) -> None:
        self._engine = engine
        self._result = result

    def __iter__(self) -> Iterator[Result]:
        from advisor.linter.document import read_document

        for document, source in zip(self._result.checked, self._result.sources, strict=False):
            if document.interaction_count:
                for interaction in read_document(source, self._engine.terms).architecture.interactions:
                    yield interaction, self._engine.recommend(interaction.facts())


class LintRun(NamedTuple):
    """Every checked document; the findings about a baseline file come after the documents."""

    checked: tuple[DocumentResult, ...]
    sources: tuple[Source, ...]  # text of each document
    failed: tuple[str, ...]  # `file: cause` of each file that could not be checked
    paths: Mapping[str, str]  # displayed file name -> path to open


def write_reports(arguments: LintArguments, project: Project, active_rules: ActiveRules, result: LintRun,
                  reports: Sequence[ReportDestination]) -> None:
    """Writes reports to files first, then to standard output, which may be closed early."""
    import sys

    formats = {project.settings.format.text, *(destination.format for destination in reports)}
    report = _report(arguments, project, active_rules, result)
    if not formats.isdisjoint(ADVICE_FORMATS):
        report = report._replace(rules_pack=active_rules.engine.name, results=_LazyResults(active_rules.engine, result))
    if not formats.isdisjoint(LINK_FORMATS):

        report = report._replace(rules_page=rules_url())
    for destination in reports:
        write_output(LINT_REPORTERS[destination.format](report), destination.path)
    if arguments.output == STANDARD_STREAM:
        style = arguments.console.style(form=project.settings.format.text)
        report = report._replace(style=style, frames=FRAMES if sys.stdout.isatty() else NO_FRAMES)
    write_output(LINT_REPORTERS[project.settings.format.text](report), arguments.output)


def _report(arguments: LintArguments, project: Project, active_rules: ActiveRules, result: LintRun) -> LintReport:
    from advisor.runner.discovery import find_repository
    from advisor.version import __version__

    return LintReport(
        result.checked, active_rules, "", __version__, questions=arguments.questions,
        statistics=arguments.statistics, examples=active_rules.examples, directory=os.getcwd(),
        root=find_repository(project.root) or project.root, failed=result.failed,
        failing=frozenset(project.settings.failing_severities))


def rules_url() -> str:
    """Returns the URL of docs/rules.md, or an empty string if the package names none."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata(DISTRIBUTION).get_all("Project-URL") or []
    except PackageNotFoundError:  # run from a source tree
        return ""
    pairs = (url.partition(",") for url in urls)
    return next((url.strip() for label, _, url in pairs if label.strip() == LABEL), "")
