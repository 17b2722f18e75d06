"""Lints files in order, from the cache or in worker processes; a failure in one leaves the others alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.model.finding import DocumentResult, NotRead
from advisor.runner.discovery import InputFile
from advisor.runner.document import Document, load_document
from advisor.runner.serialisation import WireData, from_wire
from advisor.runner.workers import DocumentLinterFactory, LintWorkers
from advisor.text.source import Source

if TYPE_CHECKING:
    from advisor.runner.cache import Cache

MAX_PENDING_BYTES = 8 * 1024 * 1024  # of content held in memory


class FileResult(NamedTuple):
    """Result of one file: checked, passed over, or the cause of an internal failure."""

    name: str
    checked: DocumentResult | None
    source: Source  # under the displayed name
    cause: str = ""
    passed_over: NotRead | None = None
    is_unreadable: bool = False  # checked, and nothing of it could be read


class _Pending(NamedTuple):
    """A document that is not in the cache, and the position of its outcome."""

    position: int
    text: Document
    key: str


def lint_files(
    files: Sequence[InputFile], make_judge: DocumentLinterFactory, cache: Cache | None, jobs: int
) -> Iterator[FileResult]:
    """Yields the outcome of each file that is a document, or was named, in order."""
    outcomes: list[FileResult | None] = []
    pending: list[_Pending] = []
    size = 0
    with LintWorkers(make_judge, jobs) as workers:
        for file in files:
            text = load_document(file)
            if text is None:
                continue
            if isinstance(text, NotRead):
                outcomes.append(FileResult(file.name, None, Source(file.name, ""), passed_over=text))
                continue
            key = _cache_key(file, text) if cache is not None and not text.problems else ""
            cached = _cached(cache, key, text) if cache is not None and key else None
            outcomes.append(cached)
            if cached is None:
                pending.append(_Pending(len(outcomes) - 1, text, key))
                size += len(text.content)
            if size > MAX_PENDING_BYTES or (not pending and len(outcomes) > 500):
                yield from _complete(outcomes, pending, workers, cache)
                outcomes, pending, size = [], [], 0
        yield from _complete(outcomes, pending, workers, cache)
    if cache is not None:
        cache.save()


def _cache_key(file: InputFile, text: Document) -> str:
    from advisor.runner.cache import document_key

    return document_key(file.identity, text.cache_input)


def _cached(cache: Cache, key: str, text: Document) -> FileResult | None:
    data = cache.get(key)
    if data is None:
        return None
    try:
        return _outcome(data, text)
    except ValueError:
        return None


def _complete(outcomes: list[FileResult | None], pending: Sequence[_Pending], workers: LintWorkers,
              cache: Cache | None) -> Iterator[FileResult]:
    results = workers.lint([document.text for document in pending])
    for document, (data, cause) in zip(pending, results, strict=True):
        if data is None:
            outcomes[document.position] = FileResult(document.text.name, None, document.text.displayed_source, cause)
            continue
        outcomes[document.position] = _outcome(data, document.text)
        if cache is not None and document.key:
            cache.put(document.key, data)
    for outcome in outcomes:
        assert outcome is not None
        yield outcome


def _outcome(data: WireData, text: Document) -> FileResult:
    """Restores a result under the displayed file name; it is cached under the name relative to the project."""
    source = text.displayed_source
    return FileResult(text.name, from_wire(data, source), source, is_unreadable=bool(text.problems))
