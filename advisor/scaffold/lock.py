"""File lock: one run at a time in a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from advisor.errors import InputError, Problem
from advisor.scaffold.existing_files import list_folder
from advisor.scaffold.safe_paths import FOLDER, check_links, os_errors_as_input_errors

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = f"{FOLDER}/lock"
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
TRIES = 100


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Locks a folder; yields whether it is locked, which is false if the folder does not exist.

    The operating system releases the lock when the process ends. Raises InputError if another run holds it.
    """
    list_folder(folder)
    if not folder.exists():
        yield False
        return
    check_links(folder, LOCK)
    with os_errors_as_input_errors(folder):
        handle = _acquire(folder / LOCK)
    try:
        yield True
    finally:
        _release(handle, folder / LOCK)


def check_unlocked(folder: Path) -> None:
    """Raises InputError if another run holds the lock of a folder; writes nothing."""
    list_folder(folder)
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY | NO_FOLLOW)
    except OSError:
        return
    with os_errors_as_input_errors(folder):
        try:
            if not _try_shared(handle):
                raise _locked_error(folder)
        finally:
            os.close(handle)


def _acquire(lock: Path) -> int:
    """Opens and locks the file. Retries if the previous holder removed it between open and lock."""
    for _ in range(TRIES):
        lock.parent.mkdir(exist_ok=True)
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT | NO_FOLLOW, 0o644)
        except FileNotFoundError:
            continue
        if not _try_exclusive(handle):
            os.close(handle)
            raise _locked_error(lock.parents[1])
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), lock.stat()):
                return handle
        os.close(handle)
    raise _locked_error(lock.parents[1])


def _release(handle: int, lock: Path) -> None:
    """Removes the lock file while holding it; Windows can remove only closed files."""
    if sys.platform == "win32":
        os.close(handle)
    with suppress(OSError):
        lock.unlink()
    if sys.platform != "win32":
        os.close(handle)
    with suppress(OSError):
        lock.parent.rmdir()


if sys.platform == "win32":
    def _try_exclusive(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    _try_shared = _try_exclusive
else:
    def _try_exclusive(handle: int) -> bool:
        return _try_flock(handle, fcntl.LOCK_EX)

    def _try_shared(handle: int) -> bool:
        return _try_flock(handle, fcntl.LOCK_SH)

    def _try_flock(handle: int, operation: int) -> bool:
        try:
            fcntl.flock(handle, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _locked_error(folder: Path) -> InputError:
    return InputError(Problem("Another run of advisor is at work here.", "Wait until it has ended.", file=str(folder)))
