"""Changes brought to disk: all of them or none, whatever interrupts it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from advisor.errors import InputError, Problem
from advisor.scaffold.changes import BESIDE, CONFLICT, NEW_SUFFIX, Change
from advisor.scaffold.journal import JOURNAL, NEXT, PREVIOUS, Step, begin, clear, digest_at, end, recover
from advisor.scaffold.merge import has_markers
from advisor.scaffold.places import BASE, MANIFEST, check_links, check_place, faults, read_file

Content = bytes | None  # None takes a file away


def contents(changes: Sequence[Change], manifest: str, base: bytes) -> dict[str, Content]:
    """Returns what is to be written where: the files that change, and what is kept for the next time."""
    found: dict[str, Content] = {}
    for change in changes:
        if change.writes:
            after = None if change.after is None else change.after.encode()
            found[place(change)] = after
    return {**found, MANIFEST: manifest.encode(), BASE: base}


def place(change: Change) -> str:
    """Returns the path that a change writes: beside the file where its own place is not ours to take."""
    unmerged = change.what == CONFLICT and not has_markers(change.after or "")
    return change.path + NEW_SUFFIX if change.what == BESIDE or unmerged else change.path


def write_new(folder: Path, files: dict[str, Content]) -> None:
    """Writes a project into a folder that is not there; it appears whole or not at all.

    Raises InputError where it cannot be written, or where the folder has appeared meanwhile.
    """
    place = folder.resolve()
    with faults(folder):
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=".advisor-", dir=place.parent))
        try:
            for path, content in files.items():
                check_place(beside, path)
                _put(beside / "project" / path, content or b"")
            if not _renamed(beside / "project", place):
                raise appeared(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def write_into(folder: Path, files: dict[str, Content]) -> None:
    """Writes into a folder that is there; an interruption is undone at once, or by `recover` later.

    Raises InputError where it cannot be written; then everything is as before.
    """
    for path in files:
        check_place(folder, path)
    with faults(folder):
        check_links(folder, JOURNAL)
        clear(folder)
        try:
            begin(folder, {path: _prepared(folder, path, content) for path, content in files.items()})
            for path, content in files.items():
                if content is None:
                    (folder / path).unlink(missing_ok=True)
                else:
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / NEXT / path).replace(folder / path)
        except BaseException:
            recover(folder)
            clear(folder)
            raise
        end(folder)


def appeared(folder: Path) -> InputError:
    """Returns what is said of a folder that somebody else has made while a project for it was being prepared."""
    return InputError(Problem("This folder has appeared meanwhile; perhaps another run has made it.",
                              "Look at it, or name another --out.", file=str(folder)))


def _renamed(staged: Path, folder: Path) -> bool:
    """A rename does not replace a folder that holds something; an empty one would be somebody's too."""
    if folder.exists():
        return False
    try:
        staged.rename(folder)
    except OSError:
        if folder.exists():
            return False
        raise
    return True


def _prepared(folder: Path, path: str, content: Content) -> Step:
    """Keeps what is there and lays the new content ready, with the mode and the line ends of what is there."""
    there, ready = folder / path, folder / NEXT / path
    before = digest_at(there)
    if before is not None:
        kept = folder / PREVIOUS / path
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(there, kept)
    if content is None:
        return Step(before, None)
    if before is None:
        _put(ready, content)
    else:
        _put(ready, content if path in (MANIFEST, BASE) else _with_line_ends_of(read_file(there), content))
        shutil.copymode(there, ready)
    return Step(before, digest_at(ready))


def _with_line_ends_of(there: bytes, content: bytes) -> bytes:
    plain = content.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", b"\r\n") if there.count(b"\r\n") * 2 > there.count(b"\n") else plain


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if content.startswith(b"#!"):
        path.chmod(0o755)
