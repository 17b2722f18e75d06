"""Reads and reviews the files of `evaluate`: named files together, and each file found in a directory on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import InputError, Problem
from advisor.linter.lint import read_with_decisions, report_unreadable, review
from advisor.model.finding import ArchitectureReview, DocumentResult, NotRead
from advisor.runner.discovery import InputFile
from advisor.runner.document import Document, load_document
from advisor.text.source import Span

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.extraction.documents import DocumentReading
    from advisor.linter.recorded_decision import RecordedDecision
    from advisor.linter.settings import RuleSelection
    from advisor.model.interaction import Interaction
    from advisor.model.practice import Practice


class LoadedFiles(NamedTuple):
    """The files of a run as text."""

    groups: tuple[tuple[Document, ...], ...]  # documents that are read together
    unreadable: tuple[Document, ...]
    passed_over: tuple[NotRead, ...]  # named files of other tools


class ReadGroup(NamedTuple):
    """Documents that were read together."""

    reading: DocumentReading
    decisions: tuple[RecordedDecision, ...]


class EvaluatedFiles(NamedTuple):
    """The reviews of all groups of documents."""

    groups: tuple[ReadGroup, ...]
    reviews: tuple[ArchitectureReview, ...]
    unreadable: tuple[DocumentResult, ...]
    passed_over: tuple[NotRead, ...]

    @property
    def title(self) -> str:
        """The name of the architecture, if all documents are of one."""
        return self.groups[0].reading.architecture.name if len(self.groups) == 1 else ""

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        return tuple(found for group in self.groups for found in group.reading.architecture.interactions)


def load_files(files: Iterable[InputFile]) -> LoadedFiles:
    """Returns the text of files; the named ones form one group."""
    named: list[Document] = []
    found: list[tuple[Document, ...]] = []
    unreadable: list[Document] = []
    passed_over: list[NotRead] = []
    for file in files:
        loaded = load_document(file)
        if isinstance(loaded, NotRead):
            passed_over.append(loaded)
        elif loaded is not None and loaded.problems:
            unreadable.append(loaded)
        elif loaded is not None and file.is_named:
            named.append(loaded)
        elif loaded is not None:
            found.append((loaded,))
    return LoadedFiles((*([tuple(named)] if named else ()), *found), tuple(unreadable), tuple(passed_over))


def read_groups(files: LoadedFiles, engine: Engine) -> tuple[ReadGroup, ...]:
    """Returns the reading of each group. Raises InputError with every problem of every file."""
    groups: list[ReadGroup] = []
    problems: list[Problem] = []
    for documents in files.groups:
        sources = [document.displayed_source for document in documents]
        linked_files = {document.name: document.linked_files for document in documents}
        group = ReadGroup(*read_with_decisions(sources, engine.terms, linked_files))
        groups.append(group)
        problems += group.reading.problems
    if problems:
        raise InputError(problems)
    return tuple(groups)


def review_groups(groups: Iterable[ReadGroup], engine: Engine, practices: Sequence[Practice], settings: RuleSelection
                  ) -> Iterator[ArchitectureReview]:
    """Yields the review of each group."""
    return (review(group.reading, engine, practices, settings, decisions=group.decisions) for group in groups)


def unreadable_results(files: LoadedFiles, engine: Engine, practices: Sequence[Practice], settings: RuleSelection
                       ) -> tuple[DocumentResult, ...]:
    """Returns the findings about files that cannot be read."""
    return tuple(
        report_unreadable(document.displayed_source, _displayed_problems(document), engine, practices, settings)
        for document in files.unreadable)


def _displayed_problems(document: Document) -> Iterator[Problem]:
    """Yields the problems of a document, which name it relative to the project, under its displayed name."""
    source = document.displayed_source
    for problem in document.problems:
        span = problem.span
        yield problem if span is None else problem._replace(span=Span(source, span.start, span.end))
