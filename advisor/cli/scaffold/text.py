"""Changes to the files of a project: as text, as a diff, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from json import dumps
from shlex import quote

from advisor.page.elements import Column, Element, Run, Table, TextLine
from advisor.page.style import BAD, CAUTION, GOOD, STRONG
from advisor.scaffold.apply import FolderDiff
from advisor.scaffold.changes import CONFLICT, DELETED, UNCHANGED, ProjectFileChange
from advisor.scaffold.write import target_path

UNLISTED = (UNCHANGED, DELETED)
COLUMNS = (Column(style=GOOD, styles={CONFLICT: BAD}), Column())


def survey_elements(survey: FolderDiff, *, done: bool) -> Iterator[Element]:
    """Yields a table of the files but unchanged and deleted ones, the totals, and the next commands."""
    listed = [(change.action, target_path(change)) for change in survey.changes if change.action not in UNLISTED]
    if listed:
        yield Table(COLUMNS, listed)
    written = sum(change.writes for change in survey.changes)
    unchanged = len(survey.changes) - written
    verb = "written" if done else "would be written"
    yield TextLine(f"{written} {'file' if written == 1 else 'files'} {verb}, {unchanged} left as they are.")
    if done:
        yield from _next(survey)


def survey_as_diff(survey: FolderDiff) -> Iterator[str]:
    """Yields a unified diff of the planned changes."""
    for change in survey.changes:
        if change.writes:
            yield from _diff(change)


def survey_as_json(survey: FolderDiff) -> Iterator[str]:
    """Yields the changes as JSON."""
    files = [{"path": change.path, "written": target_path(change) if change.writes else None, "change": change.action,
              "owner": change.owner} for change in survey.changes]
    subject = survey.plan.subject
    page = {"schema": 1, "recipe": subject.recipe, "project": subject.project, "service": subject.service,
            "technology": subject.technology, "folder": str(survey.folder), "current": survey.is_current,
            "files": files, "next": list(survey.plan.next)}
    yield dumps(page, indent=2, ensure_ascii=False) + "\n"


def interrupted_as_json(folder: str) -> Iterator[str]:
    """Yields the state of a folder with an interrupted run as JSON."""
    yield dumps({"schema": 1, "folder": folder, "current": False, "interrupted": True}, indent=2) + "\n"


def interrupted_elements(folder: str) -> Iterator[Element]:
    """Yields the message for a folder with an interrupted run."""
    yield TextLine(f"{folder}: a run was interrupted here. --update undoes it, and then goes on.")


def _next(survey: FolderDiff) -> Iterator[Element]:
    conflicts = [change.path for change in survey.changes if change.action == CONFLICT]
    if conflicts:
        yield TextLine(f"Settle what collides in {', '.join(conflicts)}.", CAUTION)
    if survey.last is None and survey.plan.next:
        command = f"cd {quote(str(survey.folder))} && {' && '.join(survey.plan.next)}"
        yield TextLine((Run("Next: "), Run(command, STRONG)))


def _diff(change: ProjectFileChange) -> Iterator[str]:
    before = (change.before or "").splitlines(keepends=True)
    after = (change.after or "").splitlines(keepends=True)
    old = "/dev/null" if change.before is None else f"a/{change.path}"
    new = "/dev/null" if change.after is None else f"b/{target_path(change)}"
    for line in unified_diff(before, after, old, new):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
