"""Cache of compiled packs in a private directory of the user; without one, every run compiles again.

Crafted marshal data can crash the interpreter, so files that another user could have written are not read.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import time
from contextlib import suppress
from hashlib import blake2b
from typing import Any

MAX_PACKS = 8
MAX_PACK_BYTES = 64 * 1024 * 1024
STALE_SECONDS = 3600
SUFFIX = ".pack"
DIGEST_SIZE = 32


def load_cached(key: str) -> dict[str, Any] | None:
    """Returns the data stored under a key, or None if it is missing, untrusted or damaged."""
    try:
        directory = _directory()
        if directory is None or not _is_private(os.lstat(directory), stat.S_ISDIR):
            return None
        content = _read(os.path.join(directory, f"{key}{SUFFIX}"))
    except (OSError, RuntimeError):  # RuntimeError: no home directory
        return None
    digest, payload = content[:DIGEST_SIZE], content[DIGEST_SIZE:]
    if _digest(key, payload) != digest:
        return None
    try:
        data = marshal.loads(payload)
    except (ValueError, EOFError, TypeError):
        return None
    return data if isinstance(data, dict) else None


def store(key: str, data: dict[str, Any]) -> None:
    """Stores plain data under a key; does nothing if that fails."""
    payload = marshal.dumps(data)
    try:
        directory = _directory()
        if directory is None or len(payload) > MAX_PACK_BYTES:
            return
        os.makedirs(os.path.dirname(directory), exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(directory, 0o700)
        if _is_private(os.lstat(directory), stat.S_ISDIR):
            _write(directory, key, _digest(key, payload) + payload)
            _prune(directory)
    except (OSError, RuntimeError):
        return


def _digest(key: str, payload: bytes) -> bytes:
    return blake2b(key.encode() + payload, digest_size=DIGEST_SIZE).digest()


def _directory() -> str | None:
    if os.environ.get("ADVISOR_NO_CACHE", "") not in ("", "0"):
        return None
    home = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if not os.path.isabs(home):  # the XDG specification says to ignore a relative path
        own = os.path.expanduser("~")
        if own == "~":
            return None
        home = os.path.join(own, ".cache")
    return os.path.join(home, "advisor")


def _is_private(status: os.stat_result, is_type: Any) -> bool:
    """Returns whether only the current user can have written this; does not follow links."""
    if not is_type(status.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True  # on Windows the access control list of the directory protects it
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(path: str) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not _is_private(status, stat.S_ISREG) or status.st_size > MAX_PACK_BYTES + DIGEST_SIZE:
            return b""
        return stream.read()


def _write(directory: str, key: str, content: bytes) -> None:
    temporary = os.path.join(directory, f"{key}.{os.urandom(8).hex()}.tmp")
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as stream:
            stream.write(content)
        os.replace(temporary, os.path.join(directory, f"{key}{SUFFIX}"))
    except OSError:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _prune(directory: str) -> None:
    """Removes all but the newest packs, and temporary files of interrupted runs."""
    with os.scandir(directory) as entries:
        files = [(entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in entries
                 if entry.name.endswith((SUFFIX, ".tmp")) and entry.is_file(follow_symlinks=False)]
    packs = sorted((file for file in files if file[1].endswith(SUFFIX)), reverse=True)
    old = (time.time() - STALE_SECONDS) * 1e9
    abandoned = [file for file in files if file[1].endswith(".tmp") and file[0] < old]
    for _, path in (*packs[MAX_PACKS:], *abandoned):
        with suppress(FileNotFoundError):
            os.unlink(path)
