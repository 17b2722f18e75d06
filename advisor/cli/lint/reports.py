"""The reports of a run of `lint`, each written where it belongs."""

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

ADVISING = ("json",)  # formats with the advice on every interaction
LINKING = ("json", "sarif", "rdjson", "junit", "markdown")  # formats with the address of each rule


def write_reports(call: Call, home: Home, knowledge: Knowledge, result: Run,
                  reports: Sequence[Destination]) -> None:
    """Writes the reports to files, and then the one to standard output, which may be closed early."""
    import sys

    forms = {home.settings.format.text, *(destination.format for destination in reports)}
    report = _report(call, home, knowledge, result)
    if not forms.isdisjoint(ADVISING):
        report = report._replace(rules_pack=knowledge.engine.name, results=_Results(knowledge.engine, result))
    if not forms.isdisjoint(LINKING):
        from advisor.cli.rules.page import rules_page

        report = report._replace(rules_page=rules_page())
    for destination in reports:
        write(LINT_REPORTERS[destination.format](report), destination.path)
    if call.output == STANDARD:
        is_seen = sys.stdout.isatty()
        report = report._replace(look=call.manners.look(), frames=FRAMES if is_seen else NO_FRAMES)
    write(LINT_REPORTERS[home.settings.format.text](report), call.output)


def _report(call: Call, home: Home, knowledge: Knowledge, result: Run) -> LintReport:
    from advisor import __version__
    from advisor.fileset.discovery import repository_of

    return LintReport(
        result.checked, knowledge, "", __version__, questions=call.wants("--questions"),
        statistics=call.wants("--statistics"), examples=knowledge.examples, directory=os.getcwd(),
        root=repository_of(home.root) or home.root, failed=result.failed,
        failing=frozenset(home.settings.fails_from))


class _Results:
    """Every interaction with its advice, worked out for whoever asks, one document at a time."""

    def __init__(self, engine: Engine, result: Run) -> None:
        self._engine = engine
        self._result = result

    def __iter__(self) -> Iterator[Result]:
        from advisor.linter.document import read_document

        for document, source in zip(self._result.checked, self._result.sources, strict=False):
            if document.interactions:
                for interaction in read_document(source, self._engine.terms).architecture.interactions:
                    yield interaction, self._engine.recommend(interaction.facts())
