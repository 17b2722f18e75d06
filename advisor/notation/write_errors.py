"""Errors of writing a result to a file or to standard output."""

from __future__ import annotations

from types import TracebackType

from advisor.errors import InputError, Problem

STANDARD_STREAM = "-"


class WriteErrors:
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
