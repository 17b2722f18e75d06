"""Compares a plan with a project folder, checks it, and applies it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem
from advisor.scaffold.changes import ProjectFileChange, plan_changes
from advisor.scaffold.existing_files import list_folder, read_present_texts, uncommitted_files
from advisor.scaffold.manifest import ProjectManifest, base_bytes, manifest_text
from advisor.scaffold.merge import has_markers, merge
from advisor.scaffold.project import ProjectPlan
from advisor.scaffold.safe_paths import FOLDER, check_project_path
from advisor.scaffold.write import files_to_write, folder_appeared_error, write_into, write_new

REPOSITORY = {".git"}
LEFTOVERS = {"lock", "next", "previous"}  # remains of a run that was killed before it wrote anything
MAX_NAMED = 5


class FolderDiff(NamedTuple):
    """The changes of a plan to a folder."""

    folder: Path
    plan: ProjectPlan
    last: ProjectManifest | None  # None if there is no project yet
    changes: tuple[ProjectFileChange, ...]
    folder_exists: bool  # whether the folder exists

    @property
    def is_current(self) -> bool:
        """Whether the folder matches what the generator produces."""
        return not any(change.is_drift for change in self.changes)


def diff_folder(folder: Path, plan: ProjectPlan, last: ProjectManifest | None) -> FolderDiff:
    """Compares a plan with a folder. Raises InputError for unreadable files."""
    is_there = folder.exists()
    paths = sorted({*(file.path for file in plan.files), *(last.base if last else ())})
    for path in paths:
        check_project_path(folder, path)
    present = read_present_texts(folder, paths) if is_there else {}
    return FolderDiff(folder, plan, last, plan_changes(plan, last, present, merge), is_there)


def check_new(folder: Path) -> None:
    """Raises InputError if a new project cannot be created in a folder."""
    names = list_folder(folder) - REPOSITORY
    if FOLDER in names and list_folder(folder / FOLDER) - LEFTOVERS:
        raise InputError(Problem("A project stands here already.", "--update brings it up to date.", file=str(folder)))
    names.discard(FOLDER)
    if names:
        raise InputError(Problem(f"This folder is not empty; it holds {_first_names(names)}.",
                                 "Name an empty or a new one with --out.", file=str(folder)))


def check_update(surveyed: FolderDiff, allow_dirty: bool) -> None:
    """Raises InputError if there are uncommitted changes or unresolved conflicts of the last update."""
    unfinished = {change.path for change in surveyed.changes if change.before and has_markers(change.before)}
    if unfinished:
        raise InputError(Problem(f"Conflicts of the last update stand in {_first_names(unfinished)}.",
                                 "Settle them first.", file=str(surveyed.folder)))
    dirty = () if allow_dirty else uncommitted_files(surveyed.folder)
    if dirty:
        raise InputError(Problem(f"There are uncommitted changes: {_first_names(set(dirty))}.",
                                 "Commit or stash them, so that an update can be taken back; --allow-dirty goes on.",
                                 file=str(surveyed.folder)))


def check_not_created_meanwhile(surveyed: FolderDiff, is_held: bool) -> None:
    """Raises InputError if the folder was created by another process since the run began."""
    if surveyed.folder_exists and not is_held:
        raise folder_appeared_error(surveyed.folder)


def apply_diff(surveyed: FolderDiff, version: str) -> None:
    """Applies the changes atomically. Raises InputError if they cannot be written."""
    files = files_to_write(surveyed.changes, manifest_text(surveyed.plan, version), base_bytes(surveyed.plan))
    write = write_into if surveyed.folder_exists else write_new
    write(surveyed.folder, files)


def _first_names(names: set[str]) -> str:
    first = sorted(names)[:MAX_NAMED]
    more = len(names) - len(first)
    return ", ".join(first) + (f" and {more} more" if more else "")
