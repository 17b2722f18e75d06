"""Writes results to standard output or to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import TracebackType

from advisor.errors import InputError, Problem

STANDARD = "-"


def write(chunks: Iterable[str], path: str | None = None) -> None:
    """Writes text to a file, or to standard output if `path` is None or `-`. Raises InputError on failure."""
    if path is None or path == STANDARD:
        with Faults("standard output"):
            sys.stdout.writelines(chunks)
            sys.stdout.flush()
    else:
        from advisor.cli.files import write_file

        write_file(chunks, path)


class Faults:
    """Turns a failed write into an InputError; a closed pipe is passed on."""

    def __init__(self, target: str) -> None:
        self._target = target

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            message = f"The result could not be written: {error.strerror or error}."
            remedy = "Check its permissions and the room on its disk, or name another."
            raise InputError(Problem(message, remedy, file=self._target)) from error
