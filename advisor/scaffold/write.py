"""Writes changes to disk atomically: all or none, even if interrupted."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from advisor.errors import InputError, Problem
from advisor.scaffold.changes import CONFLICT, IN_THE_WAY, NEW_SUFFIX, ProjectFileChange
from advisor.scaffold.journal import (
    JOURNAL,
    NEXT,
    PREVIOUS,
    JournalStep,
    clear_staging,
    commit,
    file_digest,
    recover,
    write_journal,
)
from advisor.scaffold.merge import has_markers
from advisor.scaffold.safe_paths import (
    BASE,
    MANIFEST,
    check_links,
    check_project_path,
    os_errors_as_input_errors,
    read_file,
)

Content = bytes | None  # None removes the file


def files_to_write(changes: Sequence[ProjectFileChange], manifest: str, base: bytes) -> dict[str, Content]:
    """Returns content by path: the changed files, the manifest and the base archive."""
    files: dict[str, Content] = {}
    for change in changes:
        if change.writes:
            after = None if change.after is None else change.after.encode()
            files[target_path(change)] = after
    return {**files, MANIFEST: manifest.encode(), BASE: base}


def target_path(change: ProjectFileChange) -> str:
    """Returns the path that a change writes; with NEW_SUFFIX if the file must not be replaced."""
    unmerged = change.action == CONFLICT and not has_markers(change.after or "")
    return change.path + NEW_SUFFIX if change.action == IN_THE_WAY or unmerged else change.path


def write_new(folder: Path, files: dict[str, Content]) -> None:
    """Creates a project folder atomically, by renaming a temporary one.

    Raises InputError if it cannot be written, or if the folder exists by then.
    """
    target = folder.resolve()
    with os_errors_as_input_errors(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(mkdtemp(prefix=".advisor-", dir=target.parent))
        try:
            for path, content in files.items():
                check_project_path(staging, path)
                _write_file(staging / "project" / path, content or b"")
            if not _rename_new(staging / "project", target):
                raise folder_appeared_error(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def write_into(folder: Path, files: dict[str, Content]) -> None:
    """Writes into an existing folder; an interruption is rolled back at once, or by `recover` later.

    Raises InputError if it cannot be written; then nothing has changed.
    """
    for path in files:
        check_project_path(folder, path)
    with os_errors_as_input_errors(folder):
        check_links(folder, JOURNAL)
        clear_staging(folder)
        try:
            write_journal(folder, {path: _stage(folder, path, content) for path, content in files.items()})
            for path, content in files.items():
                if content is None:
                    (folder / path).unlink(missing_ok=True)
                else:
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / NEXT / path).replace(folder / path)
        except BaseException:
            recover(folder)
            clear_staging(folder)
            raise
        commit(folder)


def folder_appeared_error(folder: Path) -> InputError:
    """Returns the error for a folder that another process created meanwhile."""
    return InputError(Problem("This folder has appeared meanwhile; perhaps another run has made it.",
                              "Look at it, or name another --out.", file=str(folder)))


def _rename_new(staged: Path, folder: Path) -> bool:
    """Renames; returns False if the target exists, even if empty, because it belongs to someone else."""
    if folder.exists():
        return False
    try:
        staged.rename(folder)
    except OSError:
        if folder.exists():
            return False
        raise
    return True


def _stage(folder: Path, path: str, content: Content) -> JournalStep:
    """Backs up the present file and stages the new one with the same mode and line endings."""
    target, staged = folder / path, folder / NEXT / path
    before = file_digest(target)
    if before is not None:
        backup = folder / PREVIOUS / path
        backup.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(target, backup)
    if content is None:
        return JournalStep(before, None)
    if before is None:
        _write_file(staged, content)
    else:
        _write_file(staged, content if path in (MANIFEST, BASE) else _with_line_ends_of(read_file(target), content))
        shutil.copymode(target, staged)
    return JournalStep(before, file_digest(staged))


def _with_line_ends_of(present: bytes, content: bytes) -> bytes:
    plain = content.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", b"\r\n") if present.count(b"\r\n") * 2 > present.count(b"\n") else plain


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if content.startswith(b"#!"):
        path.chmod(0o755)
