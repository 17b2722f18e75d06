"""Applies a baseline to findings: suppresses accepted ones, reports stale entries, rewrites the file."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence

from advisor.linter.baseline.files import Baseline, BaselineEntry, BaselineKey, entry_spans, format_baseline
from advisor.model.finding import DocumentResult, Finding, ReportedFinding, Suppression, fingerprint
from advisor.text.quoting import format_value, quote_value
from advisor.text.source import Span

STALE = "stale-baseline-entry"
SEVERITY = "warning"  # replaced by that of the active practice
STDIN = "<stdin>"


def apply_baseline(baseline: Baseline, checked: Sequence[DocumentResult], active_rules: Collection[str] | None = None,
          ) -> tuple[DocumentResult, ...]:
    """Returns documents with accepted findings suppressed, then the baseline file itself if it has stale entries.

    Args:
        active_rules: default all; entries of other rules are never stale.
    """
    paths = _Paths(baseline)
    used: set[BaselineKey] = set()
    result = []
    for document in checked:
        path = paths.of(document.file)
        noted = tuple(_suppressed(reported, path, baseline, used) for reported in document.findings)
        result.append(document._replace(findings=noted))
    stale = _stale_entries(baseline, {paths.of(document.file) for document in checked}, used, active_rules)
    return (*result, *_stale_findings(baseline, stale))


def update_baseline(
    checked: Sequence[DocumentResult], baseline: Baseline, active_rules: Collection[str] | None = None
) -> str:
    """Returns the text of a baseline with all current findings, and with entries that were not checked.

    Args:
        baseline: the present one; its entries of unchecked files and inactive rules stay.
    """
    paths = _Paths(baseline)
    checked_paths = {paths.of(document.file) for document in checked}
    entries = [entry for entry in baseline.entries.values() if not _is_in_scope(entry, checked_paths, active_rules)]
    entries += [BaselineEntry(path, reported.finding.rule, reported.finding.fingerprint,
                              printable_message(reported.finding.message))
                for document in checked for path in (paths.of(document.file),)
                for reported in document.findings if _belongs_in_baseline(reported)]
    by_key = {entry.key: entry for entry in entries}
    return format_baseline(by_key.values())


def prune_baseline(baseline: Baseline, checked: Sequence[DocumentResult], is_there: Callable[[str], bool],
                   active_rules: Collection[str] | None = None) -> str:
    """Returns the text of a baseline without stale entries and deleted files; adds nothing.

    Args:
        is_there: whether a path, relative to the directory of the baseline file, exists.
    """
    paths = _Paths(baseline)
    checked_paths = {paths.of(document.file) for document in checked}
    current = {_key(paths.of(document.file), reported) for document in checked for reported in document.findings
               if _belongs_in_baseline(reported)}
    missing = {path for path in {entry.path for entry in baseline.entries.values()} - checked_paths
               if not is_there(path)}
    return format_baseline(entry for key, entry in baseline.entries.items() if entry.path not in missing
                           and (key in current or not _is_in_scope(entry, checked_paths, active_rules)))


def printable_message(message: str) -> str:
    """Returns a message on one line, without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in message).split())


class _Paths:
    """Converts file names to paths relative to the directory of a baseline."""

    def __init__(self, baseline: Baseline) -> None:
        self._directories: dict[str, str] = {}
        self._root = os.path.realpath(os.path.dirname(baseline.source.name) or ".")  # noqa: PTH120

    def of(self, file: str) -> str:
        """Returns the relative path of a file, independent of the working directory."""
        if file == STDIN:
            return file
        directory, name = os.path.split(file)
        relative = self._directories.get(directory)
        if relative is None:
            relative = os.path.relpath(os.path.realpath(directory or "."), self._root).replace(os.sep, "/")
            self._directories[directory] = relative
        return name if relative == "." else f"{relative}/{name}"


def _key(path: str, reported: ReportedFinding) -> BaselineKey:
    return path, reported.finding.fingerprint


def _belongs_in_baseline(reported: ReportedFinding) -> bool:
    """Returns whether a finding belongs in a baseline; one that a comment suppresses does not."""
    return reported.finding.rule != STALE and (reported.suppression is None or reported.suppression.kind == "baseline")


def _suppressed(reported: ReportedFinding, path: str, baseline: Baseline, used: set[BaselineKey]) -> ReportedFinding:
    key = _key(path, reported)
    if key not in baseline.entries or not _belongs_in_baseline(reported):
        return reported
    used.add(key)
    return reported._replace(suppression=Suppression("baseline", ""))


def _is_in_scope(entry: BaselineEntry, paths: Collection[str], active_rules: Collection[str] | None) -> bool:
    return entry.path in paths and (active_rules is None or entry.rule in active_rules)


def _stale_entries(baseline: Baseline, paths: Collection[str], used: Collection[BaselineKey],
                   active_rules: Collection[str] | None) -> list[BaselineEntry]:
    return [entry for key, entry in baseline.entries.items()
            if key not in used and _is_in_scope(entry, paths, active_rules)]


def _stale_findings(baseline: Baseline, stale: Sequence[BaselineEntry]) -> Iterator[DocumentResult]:
    """Yields the baseline file with its stale entries as findings."""
    if not stale:
        return
    spans = entry_spans(baseline)
    start = Span(baseline.source, 0, 1)  # for entries past the size limit of the reader
    noted = []
    for entry in stale:
        message = (f"{quote_value(entry.rule)} in {format_value(entry.path)} is mended, or reads otherwise by now: "
                   f"{format_value(entry.message)}")
        noted.append(ReportedFinding(Finding(STALE, SEVERITY, message, spans.get(entry.key, start), "",
                                             fingerprint(STALE, *entry[:3]), "")))
    noted.sort(key=lambda reported: reported.finding.span.start)
    yield DocumentResult(baseline.source.name, tuple(noted), (), 0)
