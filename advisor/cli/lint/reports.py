"""Writes the reports of a run of `lint`, each to its destination."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from advisor.cli.lint.arguments import LintArguments
from advisor.cli.lint.project import Project
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.cli.run_report import new_report, not_checked, styled
from advisor.model.finding import DocumentResult, NotRead
from advisor.reporters import REPORTERS
from advisor.reporters.report import FRAMES, NO_FRAMES, Report
from advisor.text.source import Source

if TYPE_CHECKING:
    from advisor.cli.lint.active_rules import ActiveRules
    from advisor.engine import Engine
    from advisor.model.interaction import Interaction
    from advisor.notation.atomic_write import ReportDestination

ADVICE_FORMATS = ("json", "mermaid", "html")  # formats with advice for every interaction
Advised = TypeVar("Advised")


class _LazyAdvice(Generic[Advised]):
    """Every interaction with its advice, computed lazily, one document at a time."""

    def __init__(self, engine: Engine, result: LintRun, advise: Callable[[dict[str, Any]], Advised]) -> None:
        self._engine = engine
        self._result = result
        self._advise = advise

    def __iter__(self) -> Iterator[tuple[Interaction, Advised]]:
        from advisor.extraction.documents import read_documents

        for document, source in zip(self._result.checked, self._result.sources, strict=False):
            if document.interaction_count:
                for interaction in read_documents([source], self._engine.terms).architecture.interactions:
                    yield interaction, self._advise(interaction.facts())


class LintRun(NamedTuple):
    """Every checked document; the findings about a baseline file come after the documents."""

    checked: tuple[DocumentResult, ...]
    sources: tuple[Source, ...]  # text of each document
    failed: tuple[str, ...]  # `file: cause` of each file with an internal error
    paths: Mapping[str, str]  # displayed file name -> path to open
    passed_over: tuple[NotRead, ...] = ()  # named files of other tools
    unreadable: tuple[DocumentResult, ...] = ()  # checked, and nothing of them could be read
    closed: tuple[str, ...] = ()  # directories without read permission

    def not_checked(self) -> tuple[str, ...]:
        """Returns `file: why` of everything that could not be checked."""
        return (*self.failed, *not_checked(self.unreadable, self.closed))


def write_reports(arguments: LintArguments, project: Project, active_rules: ActiveRules, result: LintRun,
                  reports: Sequence[ReportDestination]) -> None:
    """Writes reports to files first, then to standard output, which may be closed early."""
    import sys

    formats = {project.settings.format.text, *(destination.format for destination in reports)}
    report = _report(arguments, project, active_rules, result, formats)
    for destination in reports:
        write_output(REPORTERS[destination.format](report), destination.path)
    if arguments.output == STANDARD_STREAM:
        report = styled(report, arguments.console, project.settings.format.text)
        report = report._replace(frames=FRAMES if sys.stdout.isatty() else NO_FRAMES)
    write_output(REPORTERS[project.settings.format.text](report), arguments.output)


def _report(arguments: LintArguments, project: Project, active_rules: ActiveRules, result: LintRun,
            formats: Collection[str]) -> Report:
    report = new_report("lint", project.settings, project.root, formats)._replace(
        documents=result.checked, practices=active_rules, examples=active_rules.examples, failed=result.not_checked(),
        passed_over=result.passed_over,
        questions=arguments.questions, statistics=arguments.statistics, frames=NO_FRAMES)
    if set(ADVICE_FORMATS).isdisjoint(formats):
        return report
    engine = active_rules.engine
    return report._replace(rules_pack=engine.name, results=_LazyAdvice(engine, result, engine.recommend),
                           decisions=_LazyAdvice(engine, result, engine.decide))
