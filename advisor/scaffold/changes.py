"""Three-way comparison of each project file: planned, last written, present."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from advisor.scaffold.manifest import ProjectManifest
from advisor.scaffold.project import GENERATED, SEED, ProjectPlan

# Outcomes for a file, as shown to users.
ADDED, REPLACED, MERGED, CONFLICT = "added", "replaced", "merged", "conflict"
REMOVED, UNCHANGED, USER_FILE, EDITED = "removed", "same", "yours", "edited"
DELETED, NO_LONGER_GENERATED, IN_THE_WAY = "deleted by you", "left, no longer generated", "in the way"
WRITES = (ADDED, REPLACED, MERGED, CONFLICT, REMOVED, IN_THE_WAY)
NEW_SUFFIX = ".advisor-new"  # of a file written next to one that must not be replaced

Merge = Callable[[str, str, str], tuple[str, bool]]  # ours, base, new -> text, whether it merged without conflicts


class ProjectFileChange(NamedTuple):
    path: str
    action: str
    before: str | None  # present text
    after: str | None  # text to write
    owner: str = GENERATED

    @property
    def writes(self) -> bool:
        """Whether the file is written or removed."""
        return self.action in WRITES

    @property
    def is_drift(self) -> bool:
        """Whether the file differs from what the generator produces."""
        return self.writes or (self.action in (EDITED, DELETED) and self.owner == GENERATED)


def plan_changes(
    plan: ProjectPlan, last: ProjectManifest | None, present: Mapping[str, str], merge: Merge
) -> tuple[ProjectFileChange, ...]:
    """Returns the change of every file, sorted by path. User edits are never lost.

    Args:
        present: texts of the existing files among the planned and last written ones.
        merge: three-way text merge.
    """
    base = last.base if last else {}
    planned = {file.path: file for file in plan.files}
    result = []
    for path in sorted({*planned, *base}):
        if path not in planned:
            owner = last.owners[path] if last else GENERATED
            result.append(_dropped_file(path, owner, base[path], present.get(path)))
            continue
        file = planned[path]
        change = _new_file(path, file.text, present.get(path)) if path not in base else \
            _regenerated_file(path, file.owner, file.text, base[path], present.get(path), merge)
        result.append(change._replace(owner=file.owner))
    return tuple(result)


def _new_file(path: str, new: str, ours: str | None) -> ProjectFileChange:
    if ours is None:
        return ProjectFileChange(path, ADDED, None, new)
    if ours == new:
        return ProjectFileChange(path, UNCHANGED, ours, ours)
    return ProjectFileChange(path, IN_THE_WAY, ours, new)


def _regenerated_file(path: str, owner: str, new: str, base: str, ours: str | None, merge: Merge) -> ProjectFileChange:
    if ours is None:
        return ProjectFileChange(path, DELETED, None, None)
    if owner == SEED:
        return ProjectFileChange(path, UNCHANGED if ours == base else USER_FILE, ours, ours)
    if ours == new:
        return ProjectFileChange(path, UNCHANGED, ours, ours)
    if new == base:
        return ProjectFileChange(path, EDITED, ours, ours)
    if ours == base:
        return ProjectFileChange(path, REPLACED, ours, new)
    text, is_clean = merge(ours, base, new)
    return ProjectFileChange(path, MERGED if is_clean else CONFLICT, ours, text)


def _dropped_file(path: str, owner: str, base: str, ours: str | None) -> ProjectFileChange:
    if ours is None:
        return ProjectFileChange(path, DELETED, None, None)
    if ours == base and owner != SEED:
        return ProjectFileChange(path, REMOVED, ours, None)
    return ProjectFileChange(path, NO_LONGER_GENERATED, ours, ours)
