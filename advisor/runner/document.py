"""Reads one file of a run: its bytes and text, the problems of an unreadable file, or what else it is."""

from __future__ import annotations

import os
import stat
import sys
from typing import NamedTuple

from advisor.errors import InputError, Problem
from advisor.formats.decision_record import NO_LINKED_FILES, RECORD_LANGUAGE, LinkedFiles
from advisor.formats.detection import FORMAT_BY_SUFFIX, detect_format, file_suffix
from advisor.model.finding import NotRead
from advisor.notation.limits import MAX_BYTES
from advisor.runner.discovery import STANDARD_INPUT, InputFile
from advisor.text.source import BYTE_ORDER_MARK, Source

OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
RECORD_MARKER = RECORD_LANGUAGE.encode()  # in the content of every document that links others


class Document(NamedTuple):
    name: str  # as displayed
    path: str
    content: bytes
    source: Source  # under the name relative to the project root
    problems: tuple[Problem, ...] = ()  # of an unreadable document
    linked_files: LinkedFiles = NO_LINKED_FILES  # linted together with it

    @property
    def displayed_source(self) -> Source:
        """The text under the displayed name."""
        return Source(self.name, self.source.text)

    @property
    def cache_input(self) -> bytes:
        """All content that a result depends on."""
        if not self.linked_files:
            return self.content
        parts = (f"{name}\0{'' if source is None else f'+{source.text}'}" for name, source in self.linked_files.items())
        return self.content + "\0".join(("", *parts)).encode("utf-8", "surrogatepass")


def load_document(file: InputFile) -> Document | NotRead | None:
    """Reads a file.

    Returns what else it is if a named file is no document, or a found one would be with one line more. Returns None for
    any other file that was found and is no document.
    """
    try:
        content = _content(file.path)
    except OSError:
        content = None
    if content is None or len(content) > MAX_BYTES:
        return _unreadable_document(file)
    try:
        text = content.decode("utf-8").lstrip(BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return _binary_document(file, content)
    if detect_format(file.name, text) is None:
        return _foreign_file(file, text)
    source = Source(file.identity, text)
    if RECORD_MARKER not in content or file.path == STANDARD_INPUT:
        return Document(file.name, file.path, content, source)
    from advisor.adr.linked_files import read_linked_files

    return Document(file.name, file.path, content, source, (), read_linked_files(file.path, source))


def _content(path: str) -> bytes | None:
    """Returns the bytes of a regular file or standard input; None for anything else, such as a pipe."""
    if path == STANDARD_INPUT:
        stream = getattr(sys.stdin, "buffer", None)
        return stream.read(MAX_BYTES + 1) if stream is not None else None
    descriptor = os.open(path, OPEN_FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        content = os.read(descriptor, min(status.st_size, MAX_BYTES) + 1)
        if len(content) == status.st_size:
            return content
        with os.fdopen(descriptor, "rb", closefd=False) as stream:  # the file grows, or the read was partial
            return content + stream.read(MAX_BYTES + 1 - len(content))
    finally:
        os.close(descriptor)


def _foreign_file(file: InputFile, text: str) -> NotRead | None:
    from advisor.formats.foreign_formats import UNVERSIONED, foreign_title

    title = foreign_title(file.name, text)
    return NotRead(file.name, 0, title) if file.is_named or title == UNVERSIONED else None


def _may_be_foreign(file: InputFile) -> bool:
    """Returns whether an unreadable file may be no document: it was found, and its suffix does not tell."""
    return not file.is_named and file_suffix(file.name.lower()) not in FORMAT_BY_SUFFIX


def _unreadable_document(file: InputFile) -> Document | None:
    """Skips a file that may be no document; reports the problems of any other."""
    if _may_be_foreign(file):
        return None
    from advisor.notation.load import load_text

    try:
        source = load_text(file.path)
    except InputError as error:
        return Document(
            file.name, file.path, b"", Source(file.identity, ""), _with_file(error, Source(file.identity, ""))
        )
    return Document(file.name, file.path, source.text.encode(), Source(file.identity, source.text))


def _binary_document(file: InputFile, content: bytes) -> Document | None:
    if _may_be_foreign(file):
        return None
    from advisor.notation.load import decode_source

    try:
        source = decode_source(file.identity, content)
    except InputError as error:
        spans = [problem.span for problem in error.problems if problem.span is not None]
        source = spans[0].source if spans else Source(file.identity, "")
        return Document(file.name, file.path, content, source, error.problems)
    return Document(file.name, file.path, content, source)


def _with_file(error: InputError, source: Source) -> tuple[Problem, ...]:
    return tuple(problem._replace(file=source.name) for problem in error.problems)
