"""Lines changed since a git revision, and the findings on them."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from sys import maxsize

from advisor.errors import InputError, Problem
from advisor.fileset.diffs import lines_by_file
from advisor.fileset.git import Repository, repository_of
from advisor.model.checked import Checked, Noted
from advisor.source import Span

Ranges = tuple[tuple[int, int], ...]  # first and last line of each changed range, in order
ALL: Ranges = ((1, maxsize),)
BESIDE = ("stale-decision",)  # rules whose result depends on other files
MAX_PATHS_PER_CALL = 500  # of git


def changed_lines(revision: str, files: Iterable[str]) -> Mapping[str, Ranges]:
    """Returns for each file the lines changed since its branch left a revision, uncommitted changes included.

    Every line of an untracked file is changed. If lines were deleted, the lines around the gap are changed.
    Raises InputError if git is missing, a file is in no repository, or the revision is unknown.
    """
    ranges: dict[str, Ranges] = {}
    for root, members in _by_repository(files).items():
        if not root:
            raise InputError(Problem(f"`--since {revision}` asks git, and this file is in no repository.",
                                     "Check the whole file, without `--since`.", file=members[0][0]))
        by_path = _changed_in(Repository(root), revision, [path for _, path in members])
        ranges.update((file, by_path[path]) for file, path in members)
    return ranges


def changed_files(revision: str, files: Iterable[str]) -> frozenset[str]:
    """Returns the files that were changed, added or deleted since their branch left a revision.

    Files outside a repository are unchanged. Raises InputError if git is missing or the revision is unknown.
    """
    result: set[str] = set()
    for root, members in _by_repository(files).items():
        if root:
            repository = Repository(root)
            old_paths = repository.changed_files(repository.since(revision))
            touched = {*old_paths, *old_paths.values()}
            tracked = set(repository.tracked([path for _, path in members]))
            result.update(file for file, path in members
                          if path in touched or (path not in tracked and os.path.exists(file)))
    return frozenset(result)


def only_changed(checked: Iterable[Checked], changed: Mapping[str, Ranges], with_changed_links: Collection[str] = (),
                 ) -> tuple[Checked, ...]:
    """Returns documents with the findings and questions on changed lines; all of them if a file has no entry.

    Args:
        with_changed_links: documents that depend on a changed file; their cross-file findings stay, too.
    """
    result = []
    for document in checked:
        ranges = changed.get(document.file, ALL)
        rules = BESIDE if document.file in with_changed_links else ()
        noted: tuple[Noted, ...] = tuple(reported for reported in document.noted
                                         if reported.finding.rule in rules or _touches(ranges, reported.finding.span))
        questions = tuple(question for question in document.questions if _touches(ranges, question.span))
        result.append(document._replace(noted=noted, questions=questions))
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
            root = roots[real] = repository_of(real)
        path = os.path.relpath(Path(real, name), root or real).replace(os.sep, "/")
        repositories.setdefault(root, []).append((file, path))
    return repositories


def _touches(ranges: Ranges, span: Span) -> bool:
    first = span.line
    last = span.source.place(max(span.start, span.end - 1))[0]
    index = bisect_right(ranges, (last, maxsize)) - 1
    return index >= 0 and ranges[index][1] >= first


def _changed_in(repository: Repository, revision: str, paths: Sequence[str]) -> dict[str, Ranges]:
    since = repository.since(revision)
    old_paths = repository.changed_files(since)
    tracked: set[str] = set()
    for batch in _batches(paths):
        tracked.update(repository.tracked(batch))
    result: dict[str, Ranges] = {path: () if path in tracked else ALL for path in paths}
    touched = [path for path in paths if path in tracked and path in old_paths]
    for batch in _batches(touched):
        names = dict.fromkeys((*batch, *(old_paths[path] for path in batch)))
        by_file = lines_by_file(repository.diff(since, list(names)))
        result.update((path, by_file[path]) for path in batch if path in by_file)
    return result


def _batches(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), MAX_PATHS_PER_CALL):
        yield paths[start : start + MAX_PATHS_PER_CALL]
