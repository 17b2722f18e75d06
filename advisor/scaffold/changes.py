"""What to do with each file of a project: as planned now, as written last time, as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from advisor.scaffold.manifest import Manifest
from advisor.scaffold.project import GENERATED, SEED, Plan

# What can happen to a file, in words for people.
ADDED, REPLACED, MERGED, CONFLICT = "added", "replaced", "merged", "conflict"
REMOVED, SAME, YOURS, EDITED = "removed", "same", "yours", "edited"
DELETED, LEFT, BESIDE = "deleted by you", "left, no longer generated", "in the way"
WRITES = (ADDED, REPLACED, MERGED, CONFLICT, REMOVED, BESIDE)
NEW_SUFFIX = ".advisor-new"  # of what could not be put in its place

Merge = Callable[[str, str, str], tuple[str, bool]]  # ours, base, new -> text, whether it is whole


class Change(NamedTuple):
    path: str
    what: str
    before: str | None  # the text that is there now
    after: str | None  # the text that should be there
    owner: str = GENERATED

    @property
    def writes(self) -> bool:
        """Whether anything is to be written or removed."""
        return self.what in WRITES

    @property
    def drifts(self) -> bool:
        """Whether the project is not what its subject and its generator say."""
        return self.writes or (self.what in (EDITED, DELETED) and self.owner == GENERATED)


def changes(plan: Plan, last: Manifest | None, present: Mapping[str, str], merge: Merge) -> tuple[Change, ...]:
    """Returns what becomes of every file, sorted by path. Nothing that a person wrote is ever lost by it.

    Args:
        present: the text of every file that is there, of those that are planned or were.
        merge: brings two changes of one text together.
    """
    base = last.base if last else {}
    planned = {file.path: file for file in plan.files}
    found = []
    for path in sorted({*planned, *base}):
        if path not in planned:
            owner = last.owners[path] if last else GENERATED
            found.append(_dropped(path, owner, base[path], present.get(path)))
            continue
        file = planned[path]
        change = _first_time(path, file.text, present.get(path)) if path not in base else \
            _again(path, file.owner, file.text, base[path], present.get(path), merge)
        found.append(change._replace(owner=file.owner))
    return tuple(found)


def _first_time(path: str, new: str, ours: str | None) -> Change:
    if ours is None:
        return Change(path, ADDED, None, new)
    if ours == new:
        return Change(path, SAME, ours, ours)
    return Change(path, BESIDE, ours, new)


def _again(path: str, owner: str, new: str, base: str, ours: str | None, merge: Merge) -> Change:
    if ours is None:
        return Change(path, DELETED, None, None)
    if owner == SEED:
        return Change(path, SAME if ours == base else YOURS, ours, ours)
    if ours == new:
        return Change(path, SAME, ours, ours)
    if new == base:
        return Change(path, EDITED, ours, ours)
    if ours == base:
        return Change(path, REPLACED, ours, new)
    text, whole = merge(ours, base, new)
    return Change(path, MERGED if whole else CONFLICT, ours, text)


def _dropped(path: str, owner: str, base: str, ours: str | None) -> Change:
    if ours is None:
        return Change(path, DELETED, None, None)
    if ours == base and owner != SEED:
        return Change(path, REMOVED, ours, None)
    return Change(path, LEFT, ours, ours)
