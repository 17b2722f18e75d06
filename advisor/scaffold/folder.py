"""Compares a plan with a project folder, checks it, and applies it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem
from advisor.scaffold.changes import Change, changes
from advisor.scaffold.manifest import Manifest, base_bytes, manifest_text
from advisor.scaffold.merge import has_markers, merge
from advisor.scaffold.places import FOLDER, check_place
from advisor.scaffold.present import names_in, present_texts, uncommitted
from advisor.scaffold.project import Plan
from advisor.scaffold.write import appeared, contents, write_into, write_new

REPOSITORY = {".git"}
LEFTOVERS = {"lock", "next", "previous"}  # remains of a run that was killed before it wrote anything
MAX_NAMED = 5


class Survey(NamedTuple):
    """The changes of a plan to a folder."""

    folder: Path
    plan: Plan
    last: Manifest | None  # None if there is no project yet
    changes: tuple[Change, ...]
    is_there: bool  # whether the folder exists

    @property
    def is_current(self) -> bool:
        """Whether the folder matches what the generator produces."""
        return not any(change.drifts for change in self.changes)


def survey(folder: Path, plan: Plan, last: Manifest | None) -> Survey:
    """Compares a plan with a folder. Raises InputError for unreadable files."""
    is_there = folder.exists()
    paths = sorted({*(file.path for file in plan.files), *(last.base if last else ())})
    for path in paths:
        check_place(folder, path)
    present = present_texts(folder, paths) if is_there else {}
    return Survey(folder, plan, last, changes(plan, last, present, merge), is_there)


def check_new(folder: Path) -> None:
    """Raises InputError if a new project cannot be created in a folder."""
    names = names_in(folder) - REPOSITORY
    if FOLDER in names and names_in(folder / FOLDER) - LEFTOVERS:
        raise InputError(Problem("A project stands here already.", "--update brings it up to date.", file=str(folder)))
    names.discard(FOLDER)
    if names:
        raise InputError(Problem(f"This folder is not empty; it holds {_first_names(names)}.",
                                 "Name an empty or a new one with --out.", file=str(folder)))


def check_update(surveyed: Survey, allow_dirty: bool) -> None:
    """Raises InputError if there are uncommitted changes or unresolved conflicts of the last update."""
    unfinished = {change.path for change in surveyed.changes if change.before and has_markers(change.before)}
    if unfinished:
        raise InputError(Problem(f"Conflicts of the last update stand in {_first_names(unfinished)}.",
                                 "Settle them first.", file=str(surveyed.folder)))
    dirty = () if allow_dirty else uncommitted(surveyed.folder)
    if dirty:
        raise InputError(Problem(f"There are uncommitted changes: {_first_names(set(dirty))}.",
                                 "Commit or stash them, so that an update can be taken back; --allow-dirty goes on.",
                                 file=str(surveyed.folder)))


def check_held(surveyed: Survey, is_held: bool) -> None:
    """Raises InputError if the folder was created by another process since the run began."""
    if surveyed.is_there and not is_held:
        raise appeared(surveyed.folder)


def bring(surveyed: Survey, version: str) -> None:
    """Applies the changes atomically. Raises InputError if they cannot be written."""
    files = contents(surveyed.changes, manifest_text(surveyed.plan, version), base_bytes(surveyed.plan))
    write = write_into if surveyed.is_there else write_new
    write(surveyed.folder, files)


def _first_names(names: set[str]) -> str:
    first = sorted(names)[:MAX_NAMED]
    more = len(names) - len(first)
    return ", ".join(first) + (f" and {more} more" if more else "")
