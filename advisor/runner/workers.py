"""Lints documents in this process or in a pool; results are serialised and in document order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.errors import Problem
from advisor.formats.decision_record import LinkedFiles
from advisor.model.finding import DocumentResult
from advisor.runner.document import Document
from advisor.runner.serialisation import WireData, to_wire
from advisor.text.source import Source

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

MAX_CAUSE_CHARACTERS = 300
DOCUMENTS_PER_TASK = 16  # sent to a process at a time
MIN_DOCUMENTS_PER_PROCESS = 200


class DocumentLinter(NamedTuple):
    """Lint functions; created in each process, because they cannot be pickled."""

    lint: Callable[[Source, LinkedFiles], DocumentResult]
    reject: Callable[[Source, Sequence[Problem]], DocumentResult]


DocumentLinterFactory = Callable[[], DocumentLinter]
WireResult = tuple[WireData | None, str]  # the serialised result, or the cause of a failure
_linter: DocumentLinter | None = None  # in a process of the pool


class LintWorkers:
    """A process pool of the requested size, started if there are enough documents."""

    def __init__(self, make_linter: DocumentLinterFactory, jobs: int) -> None:
        self._make_linter = make_linter
        self._jobs = jobs
        self._linter: DocumentLinter | None = None
        self._pool: Pool | None = None

    def __enter__(self) -> LintWorkers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()

    def lint(self, texts: Sequence[Document]) -> list[WireResult]:
        """Returns the results of some documents, in order."""
        if not texts:
            return []
        jobs = self._jobs or default_jobs(len(texts))
        if jobs > 1 and len(texts) > 1:
            return list(self._start_pool(jobs).imap(_lint_in_process, map(_to_message, texts),
                                                    DOCUMENTS_PER_TASK if len(texts) > DOCUMENTS_PER_TASK else 1))
        if self._linter is None:
            self._linter = self._make_linter()
        return [_lint(self._linter, text.source, text.problems, text.linked_files) for text in texts]

    def _start_pool(self, jobs: int) -> Pool:
        if self._pool is None:
            from multiprocessing import get_all_start_methods, get_context

            if os.name == "posix" and "fork" in get_all_start_methods():
                _create_linter(self._make_linter)  # once: forked processes inherit it
                self._pool = get_context("fork").Pool(jobs, _initialise_process)
            else:
                self._pool = get_context("spawn").Pool(jobs, _initialise_process, (self._make_linter,))
        return self._pool


def default_jobs(documents: int) -> int:
    """Returns how many processes are worth their start-up time: one per few hundred documents."""
    return max(1, min(os.cpu_count() or 1, documents // MIN_DOCUMENTS_PER_PROCESS))


def _to_message(text: Document) -> tuple[str, str, tuple[tuple[str, str, int, int], ...], dict[str, str | None]]:
    """Returns a document for a worker process, its sources and spans as strings and offsets."""
    problems = tuple((problem.message, problem.remedy, problem.span.start if problem.span else 0,
                      problem.span.end if problem.span else 0) for problem in text.problems)
    companions = {name: None if source is None else source.text for name, source in text.linked_files.items()}
    return text.source.name, text.source.text, problems, companions


def _initialise_process(make_linter: DocumentLinterFactory | None = None) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process receives it, and stops this one
    if make_linter is not None:
        _create_linter(make_linter)


def _create_linter(make_linter: DocumentLinterFactory) -> None:
    global _linter
    _linter = make_linter()


def _lint_in_process(document: Any) -> WireResult:
    from advisor.text.source import Span

    assert _linter is not None
    name, text, problems, companions = document
    source = Source(name, text)
    linked = {other: None if known is None else Source(other, known) for other, known in companions.items()}
    return _lint(_linter, source, [Problem(message, remedy, Span(source, start, end))
                                   for message, remedy, start, end in problems], linked)


def _lint(linter: DocumentLinter, source: Source, problems: Sequence[Problem], companions: LinkedFiles) -> WireResult:
    try:
        return to_wire(linter.reject(source, problems) if problems else linter.lint(source, companions)), ""
    except Exception as error:  # a failure in one document must not stop the others
        if os.environ.get("ADVISOR_DEBUG") == "1":
            from traceback import print_exception

            print_exception(error)
        return None, f"{type(error).__name__}: {error}"[:MAX_CAUSE_CHARACTERS]
