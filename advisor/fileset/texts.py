"""The text of a file of a run, with its bytes, or what keeps it from being one."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping

from advisor.errors import InputError, Problem
from advisor.fileset.discovery import STANDARD_INPUT, Found
from advisor.model.record import LANGUAGE
from advisor.notation.limits import MAX_BYTES
from advisor.source import Source
from advisor.source.frozen import NamedTuple

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
MARK = "\ufeff"
RECORD = LANGUAGE.encode()  # what a document holds that names others
Companions = Mapping[str, Source | None]  # by the name that the document uses; None where there is no such file
NOBODY: Companions = {}


class Text(NamedTuple):
    name: str  # as it is shown
    path: str
    content: bytes
    source: Source  # under the name that is the same wherever a run starts
    problems: tuple[Problem, ...] = ()  # why it is no text
    companions: Companions = NOBODY  # what it is judged together with

    @property
    def everything(self) -> bytes:
        """All that a result depends on."""
        if not self.companions:
            return self.content
        parts = (f"{name}\0{'' if source is None else f'+{source.text}'}" for name, source in self.companions.items())
        return self.content + "\0".join(("", *parts)).encode("utf-8", "surrogatepass")


def read_text(found: Found) -> Text | None:
    """Returns the text of a file, or None where its content shows that it is no document."""
    try:
        content = _content(found.path)
    except OSError:
        content = None
    if content is None or len(content) > MAX_BYTES:
        return _unreadable(found)
    try:
        text = content.decode("utf-8").lstrip(MARK)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return _no_text(found, content)
    if not found.is_certain and not _is_document(found.name, text):
        return None
    source = Source(found.identity, text)
    if RECORD not in content or found.path == STANDARD_INPUT:
        return Text(found.name, found.path, content, source)
    from advisor.fileset.companions import companions_of

    return Text(found.name, found.path, content, source, (), companions_of(found.path, source))


def _content(path: str) -> bytes | None:
    """Returns the bytes of a regular file or standard input; None for anything else, which may never end."""
    if path == STANDARD_INPUT:
        stream = getattr(sys.stdin, "buffer", None)
        return stream.read(MAX_BYTES + 1) if stream is not None else None
    descriptor = os.open(path, FLAGS)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return None
        content = os.read(descriptor, min(found.st_size, MAX_BYTES) + 1)
        if len(content) == found.st_size:
            return content
        with os.fdopen(descriptor, "rb", closefd=False) as stream:  # it grows, or is read in portions
            return content + stream.read(MAX_BYTES + 1 - len(content))
    finally:
        os.close(descriptor)


def _is_document(name: str, text: str) -> bool:
    from advisor.readers.kinds import kind_of_file

    return bool(kind_of_file(name, text))


def _unreadable(found: Found) -> Text | None:
    """A file in a directory that may be something else is passed over; what else cannot be read is told."""
    if not found.is_certain:
        return None
    from advisor.notation.load import load_text

    try:
        source = load_text(found.path)
    except InputError as error:
        return Text(found.name, found.path, b"", Source(found.identity, ""), _placed(error, Source(found.identity, "")))
    return Text(found.name, found.path, source.text.encode(), Source(found.identity, source.text))


def _no_text(found: Found, content: bytes) -> Text | None:
    if not found.is_certain:
        return None
    from advisor.notation.load import source_of

    try:
        source = source_of(found.identity, content)
    except InputError as error:
        spans = [problem.span for problem in error.problems if problem.span is not None]
        source = spans[0].source if spans else Source(found.identity, "")
        return Text(found.name, found.path, content, source, error.problems)
    return Text(found.name, found.path, content, source)


def _placed(error: InputError, source: Source) -> tuple[Problem, ...]:
    return tuple(problem._replace(file=source.name) for problem in error.problems)
