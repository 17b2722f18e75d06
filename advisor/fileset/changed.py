"""Lines that changed since a revision, as git tells it, and the findings on them."""

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

Ranges = tuple[tuple[int, int], ...]  # first and last line of each stretch, in order
ALL: Ranges = ((1, maxsize),)
BESIDE = ("stale-decision",)  # rules that judge a document by other files
AT_ONCE = 500  # files named in one call of git


def changed_lines(revision: str, files: Iterable[str]) -> Mapping[str, Ranges]:
    """Returns for each file the lines that changed since its branch left a revision; the working tree counts.

    Of a file that git does not know all lines changed. Where lines were taken out, those around the gap changed.
    Raises InputError where git is missing, a file is in no repository, or the revision is unknown.
    """
    found: dict[str, Ranges] = {}
    for home, named in _by_home(files).items():
        if not home:
            raise InputError(Problem(f"`--since {revision}` asks git, and this file is in no repository.",
                                     "Check the whole file, without `--since`.", file=named[0][0]))
        by_path = _changed_in(Repository(home), revision, [path for _, path in named])
        found.update((file, by_path[path]) for file, path in named)
    return found


def changed_files(revision: str, files: Iterable[str]) -> frozenset[str]:
    """Returns those of some files that are not as they were when their branch left a revision, or are no longer there.

    What is in no repository does not change. Raises InputError where git is missing or the revision is unknown.
    """
    found: set[str] = set()
    for home, named in _by_home(files).items():
        if home:
            repository = Repository(home)
            former = repository.changed_files(repository.since(revision))
            touched = {*former, *former.values()}
            tracked = set(repository.tracked([path for _, path in named]))
            found.update(file for file, path in named
                         if path in touched or (path not in tracked and os.path.exists(file)))
    return frozenset(found)


def only_changed(checked: Iterable[Checked], changed: Mapping[str, Ranges], beside: Collection[str] = (),
                 ) -> tuple[Checked, ...]:
    """Returns documents with the findings and questions of which a line changed; of other files, all of them.

    Args:
        beside: documents of which something changed that lies in other files; what is found by these counts, too.
    """
    found = []
    for document in checked:
        ranges = changed.get(document.file, ALL)
        rules = BESIDE if document.file in beside else ()
        noted: tuple[Noted, ...] = tuple(one for one in document.noted
                                         if one.finding.rule in rules or _touches(ranges, one.finding.span))
        questions = tuple(one for one in document.questions if _touches(ranges, one.span))
        found.append(document._replace(noted=noted, questions=questions))
    return tuple(found)


def _by_home(files: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Returns files by the directory of their repository, as they are named and with their paths in it."""
    homes: dict[str, list[tuple[str, str]]] = {}
    known: dict[str, str] = {}
    for file in dict.fromkeys(files):
        directory, name = os.path.split(file)
        real = os.path.realpath(directory or ".")
        home = known.get(real)
        if home is None:
            home = known[real] = repository_of(real)
        homes.setdefault(home, []).append((file, os.path.relpath(Path(real, name), home or real).replace(os.sep, "/")))
    return homes


def _touches(ranges: Ranges, span: Span) -> bool:
    first = span.line
    last = span.source.place(max(span.start, span.end - 1))[0]
    at = bisect_right(ranges, (last, maxsize)) - 1
    return at >= 0 and ranges[at][1] >= first


def _changed_in(repository: Repository, revision: str, paths: Sequence[str]) -> dict[str, Ranges]:
    since = repository.since(revision)
    former = repository.changed_files(since)
    tracked: set[str] = set()
    for some in _portions(paths):
        tracked.update(repository.tracked(some))
    found: dict[str, Ranges] = {path: () if path in tracked else ALL for path in paths}
    touched = [path for path in paths if path in tracked and path in former]
    for some in _portions(touched):
        named = dict.fromkeys((*some, *(former[path] for path in some)))
        by_file = lines_by_file(repository.diff(since, list(named)))
        found.update((path, by_file[path]) for path in some if path in by_file)
    return found


def _portions(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), AT_ONCE):
        yield paths[start : start + AT_ONCE]
