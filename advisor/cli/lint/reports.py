"""Writes the reports of a run of `lint`, each to its destination."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.cli.lint.options import Call
from advisor.cli.lint.scope import Home
from advisor.cli.output import STANDARD, write
from advisor.reporters.lint_report import FRAMES, LINT_REPORTERS, NO_FRAMES, LintReport

if TYPE_CHECKING:
    from advisor.cli.files import Destination
    from advisor.cli.lint.knowledge import Knowledge
    from advisor.cli.lint.outcome import Run
    from advisor.engine import Engine
    from advisor.reporters.report import Result

ADVICE_FORMATS = ("json",)  # formats with a recommendation for every interaction
LINK_FORMATS = ("json", "sarif", "rdjson", "junit", "markdown")  # formats with a URL for each rule


def write_reports(arguments: Call, project: Home, active_rules: Knowledge, result: Run,
                  reports: Sequence[Destination]) -> None:
    """Writes reports to files first, then to standard output, which may be closed early."""
    import sys

    formats = {project.settings.format.text, *(destination.format for destination in reports)}
    report = _report(arguments, project, active_rules, result)
    if not formats.isdisjoint(ADVICE_FORMATS):
        report = report._replace(rules_pack=active_rules.engine.name, results=_LazyResults(active_rules.engine, result))
    if not formats.isdisjoint(LINK_FORMATS):
        from advisor.cli.rules.page import rules_page

        report = report._replace(rules_page=rules_page())
    for destination in reports:
        write(LINT_REPORTERS[destination.format](report), destination.path)
    if arguments.output == STANDARD:
        is_terminal = sys.stdout.isatty()
        report = report._replace(look=arguments.manners.look(), frames=FRAMES if is_terminal else NO_FRAMES)
    write(LINT_REPORTERS[project.settings.format.text](report), arguments.output)


def _report(arguments: Call, project: Home, active_rules: Knowledge, result: Run) -> LintReport:
    from advisor import __version__
    from advisor.fileset.discovery import repository_of

    return LintReport(
        result.checked, active_rules, "", __version__, questions=arguments.wants("--questions"),
        statistics=arguments.wants("--statistics"), examples=active_rules.examples, directory=os.getcwd(),
        root=repository_of(project.root) or project.root, failed=result.failed,
        failing=frozenset(project.settings.fails_from))


class _LazyResults:
    """Every interaction with its recommendation, computed lazily, one document at a time."""

    def __init__(self, engine: Engine, result: Run) -> None:
        self._engine = engine
        self._result = result

    def __iter__(self) -> Iterator[Result]:
        from advisor.linter.document import read_document

        for document, source in zip(self._result.checked, self._result.sources, strict=False):
            if document.interactions:
                for interaction in read_document(source, self._engine.terms).architecture.interactions:
                    yield interaction, self._engine.recommend(interaction.facts())
