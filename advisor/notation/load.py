"""Loads a file or standard input."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from advisor.errors import InputError, Problem
from advisor.notation.limits import MAX_BYTES
from advisor.text.source import Source, Span

STANDARD_INPUT = "-"
MEGABYTE = 1024 * 1024
STREAMS = ("/dev/stdin", "/dev/fd/")  # shell redirections
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def load_text(path: str, *, max_bytes: int = MAX_BYTES) -> Source:
    """Returns the text of a file; `-` is standard input.

    Raises InputError, with location and remedy, if it is unreadable, too large or not UTF-8 text.
    """
    name = "<stdin>" if path == STANDARD_INPUT else _printable(path)
    return decode_source(name, _read_stream(name, max_bytes) if path == STANDARD_INPUT else
                         _read_file(path, name, max_bytes))


def decode_source(name: str, data: bytes) -> Source:
    """Decodes UTF-8 bytes. Raises InputError if they are not text, or empty."""
    text = _decode(name, data)
    del data
    if not text or text.isspace():
        raise _error("The text is empty.", "Write something into it, or leave it out.", name)
    if (nul := text.find("\0")) >= 0:
        raise _error_at(Source(name, text), nul, "The text holds a NUL character, so it is not a text file.",
                        "Name a YAML or JSON file.")
    return Source(name, text)


def _read_stream(name: str, max_bytes: int) -> bytes:
    with _input_errors(name):
        stream: BinaryIO | None = getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise _error("There is no standard input.", "Name a file instead of `-`.", name)
        return _read_bounded(stream, name, max_bytes)


def _read_file(path: str, name: str, max_bytes: int) -> bytes:
    with _input_errors(name):
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise _error("This is a directory.", "Name the files in it.", name)
        if not stat.S_ISREG(status.st_mode) and not path.startswith(STREAMS):
            raise _error("This is not a regular file.", "Use `-` for standard input.", name)
        if status.st_size > max_bytes:
            raise _too_large(name, max_bytes)
        with Path(path).open("rb") as stream:
            return _read_bounded(stream, name, max_bytes)


@contextmanager
def _input_errors(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise _error("There is no such file.", "Check the path.", name) from None
    except PermissionError:
        raise _error("This may not be read.", "Check its permissions.", name) from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or error
        raise _error(f"This cannot be read: {cause}.", "Name another file.", name) from None


def _read_bounded(stream: BinaryIO, name: str, max_bytes: int) -> bytes:
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _too_large(name, max_bytes)
    return data


def _too_large(name: str, max_bytes: int) -> InputError:
    limit = f"{max_bytes // MEGABYTE} MB" if max_bytes >= MEGABYTE else f"{max_bytes} bytes"
    return _error(f"The text is too large: at most {limit} are read.", "Split it; several files may be given.", name)


def _decode(name: str, data: bytes) -> str:
    if data.startswith(UTF_16):
        raise _error("The text is UTF-16 and not UTF-8.", "Save it as UTF-8.", name)
    try:
        return data.decode("utf-8").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").lstrip("\ufeff")
        source = Source(name, before + data[error.start :].decode("utf-8", "replace"))
        raise _error_at(source, len(before), f"The byte 0x{data[error.start]:02x} is not UTF-8.",
                        "Save the text as UTF-8.") from None


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _error(message: str, remedy: str, name: str) -> InputError:
    return InputError(Problem(message, remedy, file=name))


def _error_at(source: Source, offset: int, message: str, remedy: str) -> InputError:
    return InputError(Problem(message, remedy, Span(source, offset, offset + 1)))
