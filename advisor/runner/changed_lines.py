"""Lines changed since a git revision, and the findings on them."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from sys import maxsize

from advisor.errors import InputError, Problem
from advisor.model.finding import DocumentResult, ReportedFinding
from advisor.runner.discovery import find_repository
from advisor.runner.git import GitRepository
from advisor.text.source import Span

ChangedLines = tuple[tuple[int, int], ...]  # first and last line of each changed range, in order
ALL_LINES: ChangedLines = ((1, maxsize),)
CROSS_FILE_RULES = ("stale-decision",)  # rules whose result depends on other files
MAX_PATHS_PER_CALL = 500  # of git
HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
ESCAPED_BYTES = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


def changed_lines(revision: str, files: Iterable[str]) -> Mapping[str, ChangedLines]:
    """Returns for each file the lines changed since its branch left a revision, uncommitted changes included.

    Every line of an untracked file is changed. If lines were deleted, the lines around the gap are changed.
    Raises InputError if git is missing, a file is in no repository, or the revision is unknown.
    """
    ranges: dict[str, ChangedLines] = {}
    for root, members in _by_repository(files).items():
        if not root:
            raise InputError(Problem(f"`--since {revision}` asks git, and this file is in no repository.",
                                     "Check the whole file, without `--since`.", file=members[0][0]))
        by_path = _changed_in(GitRepository(root), revision, [path for _, path in members])
        ranges.update((file, by_path[path]) for file, path in members)
    return ranges


def changed_files(revision: str, files: Iterable[str]) -> frozenset[str]:
    """Returns the files that were changed, added or deleted since their branch left a revision.

    Files outside a repository are unchanged. Raises InputError if git is missing or the revision is unknown.
    """
    result: set[str] = set()
    for root, members in _by_repository(files).items():
        if root:
            repository = GitRepository(root)
            old_paths = repository.changed_files(repository.merge_base(revision))
            touched = {*old_paths, *old_paths.values()}
            tracked = set(repository.tracked([path for _, path in members]))
            result.update(file for file, path in members
                          if path in touched or (path not in tracked and os.path.exists(file)))
    return frozenset(result)


def keep_changed(
    checked: Iterable[DocumentResult], changed: Mapping[str, ChangedLines], with_changed_links: Collection[str] = ()
) -> tuple[DocumentResult, ...]:
    """Returns documents with the findings and questions on changed lines; all of them if a file has no entry.

    Args:
        with_changed_links: documents that depend on a changed file; their cross-file findings stay, too.
    """
    result = []
    for document in checked:
        ranges = changed.get(document.file, ALL_LINES)
        rules = CROSS_FILE_RULES if document.file in with_changed_links else ()
        noted: tuple[ReportedFinding, ...] = tuple(
            reported
            for reported in document.findings
            if reported.finding.rule in rules or _touches(ranges, reported.finding.span)
        )
        questions = tuple(question for question in document.questions if _touches(ranges, question.span))
        result.append(document._replace(findings=noted, questions=questions))
    return tuple(result)


def _by_repository(files: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Returns (name, path in the repository) of files, by the root of their repository."""
    repositories: dict[str, list[tuple[str, str]]] = {}
    roots: dict[str, str] = {}
    for file in dict.fromkeys(files):
        directory, name = os.path.split(file)
        real = os.path.realpath(directory or ".")
        root = roots.get(real)
        if root is None:
            root = roots[real] = find_repository(real) or ""
        path = os.path.relpath(Path(real, name), root or real).replace(os.sep, "/")
        repositories.setdefault(root, []).append((file, path))
    return repositories


def _touches(ranges: ChangedLines, span: Span) -> bool:
    first = span.line
    last = span.source.position(max(span.start, span.end - 1))[0]
    index = bisect_right(ranges, (last, maxsize)) - 1
    return index >= 0 and ranges[index][1] >= first


def _changed_in(repository: GitRepository, revision: str, paths: Sequence[str]) -> dict[str, ChangedLines]:
    since = repository.merge_base(revision)
    old_paths = repository.changed_files(since)
    tracked: set[str] = set()
    for batch in _batches(paths):
        tracked.update(repository.tracked(batch))
    result: dict[str, ChangedLines] = {path: () if path in tracked else ALL_LINES for path in paths}
    touched = [path for path in paths if path in tracked and path in old_paths]
    for batch in _batches(touched):
        names = dict.fromkeys((*batch, *(old_paths[path] for path in batch)))
        by_file = parse_diff(repository.diff(since, list(names)))
        result.update((path, by_file[path]) for path in batch if path in by_file)
    return result


def _batches(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), MAX_PATHS_PER_CALL):
        yield paths[start : start + MAX_PATHS_PER_CALL]


def parse_diff(diff: bytes) -> dict[str, tuple[tuple[int, int], ...]]:
    """Returns for each file the first and last line of each changed range.

    File content can look like any other line of a diff, so lines of a hunk are counted and not parsed.
    """
    result: dict[str, tuple[tuple[int, int], ...]] = {}
    ranges: list[tuple[int, int]] = []
    name = b""
    lines = iter(diff.split(b"\n"))
    for line in lines:
        if line.startswith(b"diff --git "):
            name, ranges = b"", []
        elif line.startswith(b"+++ "):
            name = _unquote(line[4:])
            result[os.fsdecode(name.removeprefix(b"b/"))] = ()
        elif name and (hunk := HUNK.match(line)):
            removed, first, added = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)
            for _ in range(removed + added):
                while next(lines, b"").startswith(b"\\"):  # `\ No newline at end of file` does not count
                    pass
            _add(ranges, (first, first + added - 1) if added else (first, first + 1))
            result[os.fsdecode(name.removeprefix(b"b/"))] = tuple(ranges)
    return result


def _add(ranges: list[tuple[int, int]], new: tuple[int, int]) -> None:
    if ranges and new[0] <= ranges[-1][1]:
        ranges[-1] = (ranges[-1][0], max(ranges[-1][1], new[1]))
    else:
        ranges.append(new)


def _unquote(name: bytes) -> bytes:
    """Decodes a file name: git quotes unusual characters, and appends a tab to a name with blanks."""
    if not name.startswith(b'"'):
        return name.removesuffix(b"\t")
    return ESCAPE.sub(lambda match: (bytes([int(match[1], 8)]) if len(match[1]) == 3
                                     else ESCAPED_BYTES.get(match[1], match[1])), name[1 : name.rindex(b'"')])
