"""Undo journal: records the files a run replaces, so that the next run can roll back an interrupted one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem
from advisor.scaffold.changes import NEW_SUFFIX
from advisor.scaffold.manifest import manifest_file_names
from advisor.scaffold.safe_paths import (
    BASE,
    FOLDER,
    MANIFEST,
    check_links,
    check_project_path,
    os_errors_as_input_errors,
    read_file,
)

JOURNAL = f"{FOLDER}/journal.json"
NEXT, PREVIOUS = f"{FOLDER}/next", f"{FOLDER}/previous"
SCHEMA = 1
DIGEST = re.compile(r"[0-9a-f]{64}")
REMEDY = f"Look at what stands there, restore it from version control, and remove {JOURNAL}."


class JournalStep(NamedTuple):
    """Digests of one file before and after; None if it does not exist."""

    before: str | None
    after: str | None


def write_journal(folder: Path, steps: Mapping[str, JournalStep]) -> None:
    """Writes the journal; from now on the run is rolled back unless `end` is called."""
    written = folder / NEXT / FOLDER / "journal.json"
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(json.dumps({"schema": SCHEMA, "files": steps}, sort_keys=True), encoding="utf-8")
    written.replace(folder / JOURNAL)


def commit(folder: Path) -> None:
    """Commits the run: removes the journal and staged files."""
    (folder / JOURNAL).unlink()
    clear_staging(folder)


def clear_staging(folder: Path) -> None:
    """Removes staged and backup files. Raises OSError or InputError if that fails."""
    for name in (NEXT, PREVIOUS):
        check_links(folder, name)
        with suppress(FileNotFoundError):
            shutil.rmtree(folder / name)


def file_digest(path: Path) -> str | None:
    """Returns the SHA-256 of a file; None if it does not exist, an empty text for a folder."""
    if path.is_dir():
        return ""
    try:
        return sha256(read_file(path)).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_journal(folder: Path) -> dict[str, JournalStep] | None:
    """Returns the steps of an interrupted run, or None if there is none.

    Raises InputError for a forged journal, which could replace files outside the project.
    """
    check_links(folder, JOURNAL)
    journal = folder / JOURNAL
    try:
        page = json.loads(read_file(journal))
        if page["schema"] != SCHEMA:
            raise ValueError("it is of another version")
        steps = {path: JournalStep(*digests) for path, digests in page["files"].items()}
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refused(folder, f"This journal of an interrupted run cannot be read: {error}.") from error
    with os_errors_as_input_errors(folder, REMEDY):
        for problem in _problems(folder, steps):
            raise _refused(folder, f"No interrupted run has written this journal: {problem}.")
    return steps


def recover(folder: Path) -> tuple[str, ...] | None:
    """Rolls back an interrupted run; returns the files that were edited since, which are left as they are.

    Returns None if there is no journal; staged files are removed. Raises InputError if the rollback fails.
    """
    steps = read_journal(folder)
    if steps is None:
        with os_errors_as_input_errors(folder):
            clear_staging(folder)
        return None
    with os_errors_as_input_errors(
        folder, "An interrupted run is not undone yet. Make room or give permission; the next run goes on."
    ):
        for path in sorted(steps, key=lambda name: name in (MANIFEST, BASE)):  # last: it lists our files
            if _must_undo(folder, path, steps[path]):
                _undo(folder, path, steps[path])
        edited = tuple(path for path, step in steps.items() if file_digest(folder / path) != step.before)
        commit(folder)
    return edited


def _problems(folder: Path, steps: Mapping[str, JournalStep]) -> Iterator[str]:
    known = {MANIFEST, BASE}
    for root in (folder, folder / NEXT, folder / PREVIOUS):
        names = manifest_file_names(root / MANIFEST)
        known |= names | {f"{name}{NEW_SUFFIX}" for name in names}
    for path, step in steps.items():
        check_project_path(folder, path)
        check_links(folder, f"{PREVIOUS}/{path}")
        if not all(digest is None or (isinstance(digest, str) and DIGEST.fullmatch(digest)) for digest in step):
            yield f"`{path}` has no digest"
        elif _must_undo(folder, path, step):
            if path not in known:
                yield f"`{path}` is no file of this project"
            elif step.before and file_digest(folder / PREVIOUS / path) != step.before:
                yield f"`{path}` is not kept as it was"


def _must_undo(folder: Path, path: str, step: JournalStep) -> bool:
    """Returns whether the run wrote the file and nobody has edited it since."""
    return file_digest(folder / path) == step.after != step.before


def _undo(folder: Path, path: str, step: JournalStep) -> None:
    target = folder / path
    if step.before is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / PREVIOUS / path).replace(target)
        return
    target.unlink(missing_ok=True)
    for parent in target.relative_to(folder).parents[:-1]:
        with suppress(OSError):  # not empty
            (folder / parent).rmdir()


def _refused(folder: Path, message: str) -> InputError:
    return InputError([Problem(message, REMEDY, file=str(folder / JOURNAL))])
