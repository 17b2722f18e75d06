"""A baseline against findings: what it takes out of the count, what is stale, and how it is written again."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence

from advisor.linter.baseline.files import Baseline, Entry, spans_of, text_of
from advisor.model.checked import Checked, Noted, Silence
from advisor.model.finding import Finding
from advisor.notation.quote import quoted, shown
from advisor.source import Span
from advisor.source.digest import sha256

STALE = "stale-baseline-entry"
SEVERITY = "warning"  # until that of the practice in force is put in its place
DIGITS = 16  # hexadecimal, of a fingerprint
STDIN = "<stdin>"


def apply(baseline: Baseline, checked: Sequence[Checked], judged: Collection[str] | None = None) -> tuple[Checked, ...]:
    """Returns documents with what the baseline silences, and the baseline file itself where entries are stale.

    Args:
        judged: the rules in force, where not all are: an entry of another is not stale.
    """
    paths = _Paths(baseline)
    used: set[tuple[str, str, str]] = set()
    found = []
    for document in checked:
        path = paths.of(document.file)
        noted = tuple(_silenced(one, path, baseline, used) for one in document.noted)
        found.append(document._replace(noted=noted))
    stale = _stale(baseline, {paths.of(document.file) for document in checked}, used, judged)
    return (*found, *_told(baseline, stale))


def written(checked: Sequence[Checked], kept: Baseline, judged: Collection[str] | None = None) -> str:
    """Returns the text of a baseline with everything that was found, and with what was not looked for.

    Args:
        kept: the baseline as it is; its entries of files that were not checked, and of rules not in force, stay.
    """
    paths = _Paths(kept)
    now = {paths.of(document.file) for document in checked}
    entries = [entry for entry in kept.entries.values() if not _is_looked_for(entry, now, judged)]
    entries += [Entry(path, one.finding.rule, one.finding.fingerprint, shown_message(one.finding.message))
                for document in checked for path in (paths.of(document.file),)
                for one in document.noted if _counts(one)]
    by_key = {entry[:3]: entry for entry in entries}
    return text_of(by_key.values())


def pruned(baseline: Baseline, checked: Sequence[Checked], is_there: Callable[[str], bool],
           judged: Collection[str] | None = None) -> str:
    """Returns the text of a baseline without what is stale, and without files that are gone; nothing is added.

    Args:
        is_there: whether a file still is, by its path from the directory of the baseline file.
    """
    paths = _Paths(baseline)
    now = {paths.of(document.file) for document in checked}
    found = {_key(paths.of(document.file), one) for document in checked for one in document.noted if _counts(one)}
    missing = {path for path in {entry.path for entry in baseline.entries.values()} - now if not is_there(path)}
    return text_of(entry for key, entry in baseline.entries.items()
                   if entry.path not in missing and (key in found or not _is_looked_for(entry, now, judged)))


def shown_message(message: str) -> str:
    """Returns a message on one line, without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in message).split())


class _Paths:
    """Names of files as paths from the directory of a baseline."""

    def __init__(self, baseline: Baseline) -> None:
        self._directories: dict[str, str] = {}
        self._home = os.path.realpath(os.path.dirname(baseline.source.name) or ".")  # noqa: PTH120

    def of(self, file: str) -> str:
        """Returns the path of a file, wherever the program was started."""
        if file == STDIN:
            return file
        directory, name = os.path.split(file)
        found = self._directories.get(directory)
        if found is None:
            found = os.path.relpath(os.path.realpath(directory or "."), self._home).replace(os.sep, "/")
            self._directories[directory] = found
        return name if found == "." else f"{found}/{name}"


def _key(path: str, one: Noted) -> tuple[str, str, str]:
    return path, one.finding.rule, one.finding.fingerprint


def _counts(one: Noted) -> bool:
    """Returns whether a finding belongs into a baseline: what a comment silences is dealt with."""
    return one.finding.rule != STALE and (one.silence is None or one.silence.kind == "baseline")


def _silenced(one: Noted, path: str, baseline: Baseline, used: set[tuple[str, str, str]]) -> Noted:
    key = _key(path, one)
    if key not in baseline.entries or not _counts(one):
        return one
    used.add(key)
    return one._replace(silence=Silence("baseline", ""))


def _is_looked_for(entry: Entry, paths: Collection[str], judged: Collection[str] | None) -> bool:
    return entry.path in paths and (judged is None or entry.rule in judged)


def _stale(baseline: Baseline, paths: Collection[str], used: Collection[tuple[str, str, str]],
           judged: Collection[str] | None) -> list[Entry]:
    return [entry for key, entry in baseline.entries.items()
            if key not in used and _is_looked_for(entry, paths, judged)]


def _told(baseline: Baseline, stale: Sequence[Entry]) -> Iterator[Checked]:
    """Yields the baseline file with its stale entries as findings."""
    if not stale:
        return
    spans = spans_of(baseline)
    start = Span(baseline.source, 0, 1)  # of a file too large to look further
    noted = []
    for entry in stale:
        message = (f"{quoted(entry.rule)} in {shown(entry.path)} is mended, or reads otherwise by now: "
                   f"{shown(entry.message)}")
        fingerprint = sha256("\0".join((STALE, *entry[:3])).encode(errors="surrogatepass")).hexdigest()[:DIGITS]
        noted.append(Noted(Finding(STALE, SEVERITY, message, spans.get(entry[:3], start), "", fingerprint, "")))
    noted.sort(key=lambda one: one.finding.span.start)
    yield Checked(baseline.source.name, tuple(noted), (), 0)
