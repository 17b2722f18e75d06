"""One run at a time in a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from advisor.errors import InputError, Problem
from advisor.scaffold.places import FOLDER, check_links, faults
from advisor.scaffold.present import names_in

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = f"{FOLDER}/lock"
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
TRIES = 100


@contextmanager
def at_work(folder: Path) -> Iterator[bool]:
    """Keeps other runs out of a folder, and yields whether it is there: what is not there cannot be kept.

    The lock goes with the process that holds it, however that ends. Raises InputError where another run is at work.
    """
    names_in(folder)
    if not folder.exists():
        yield False
        return
    check_links(folder, LOCK)
    with faults(folder):
        handle = _taken(folder / LOCK)
    try:
        yield True
    finally:
        _let_go(handle, folder / LOCK)


def check_idle(folder: Path) -> None:
    """Raises InputError where a run is at work in a folder; it writes nothing to find that out."""
    names_in(folder)
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY | NO_LINK)
    except OSError:
        return
    with faults(folder):
        try:
            if not _shares(handle):
                raise _busy(folder)
        finally:
            os.close(handle)


def _taken(lock: Path) -> int:
    """Returns the open lock. The one before may have taken it away since it was opened, so it is looked at again."""
    for _ in range(TRIES):
        lock.parent.mkdir(exist_ok=True)
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT | NO_LINK, 0o644)
        except FileNotFoundError:
            continue
        if not _excludes(handle):
            os.close(handle)
            raise _busy(lock.parents[1])
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), lock.stat()):
                return handle
        os.close(handle)
    raise _busy(lock.parents[1])


def _let_go(handle: int, lock: Path) -> None:
    """Takes the lock away while it is held, so that nobody finds it; Windows takes away what nobody has open."""
    if sys.platform == "win32":
        os.close(handle)
    with suppress(OSError):
        lock.unlink()
    if sys.platform != "win32":
        os.close(handle)
    with suppress(OSError):
        lock.parent.rmdir()


if sys.platform == "win32":
    def _excludes(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    _shares = _excludes
else:
    def _excludes(handle: int) -> bool:
        return _flocked(handle, fcntl.LOCK_EX)

    def _shares(handle: int) -> bool:
        return _flocked(handle, fcntl.LOCK_SH)

    def _flocked(handle: int, how: int) -> bool:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _busy(folder: Path) -> InputError:
    return InputError(Problem("Another run of advisor is at work here.", "Wait until it has ended.", file=str(folder)))
