"""Reads the existing decision records of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.adr.file_names import NUMBERED_NAME
from advisor.errors import InputError, Problem
from advisor.formats.decision_record import INACTIVE_STATUSES, RECORD_LANGUAGE, DecisionRecord, parse_record
from advisor.formats.detection import MARKDOWN
from advisor.formats.front_matter import front_matter_value
from advisor.notation.load import load_text

MAX_BYTES = 1024 * 1024
MARKER = RECORD_LANGUAGE.encode()


class ExistingRecord(NamedTuple):
    """An existing record file."""

    path: Path
    text: str  # unchanged, with byte order mark
    record: DecisionRecord
    status: str

    @property
    def is_superseded(self) -> bool:
        """Whether it is superseded or deprecated."""
        return self.status.startswith(INACTIVE_STATUSES)

    def has_same_subject(self, decision: DecisionRecord) -> bool:
        """Whether it decides the same question: same interaction, or same facts if neither names one."""
        own, other = self.record, decision
        if own.interaction != other.interaction or _files(own) != _files(other):
            return False
        return bool(own.interaction) or own.facts == other.facts


def _files(record: DecisionRecord) -> set[str]:
    return {os.path.normpath(file) for file in record.architecture}


def list_files(folder: Path) -> list[str]:
    """Returns the file names of a folder, or an empty list if it does not exist. Raises InputError."""
    try:
        if not folder.is_symlink() and not folder.exists():
            return []
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries)
    except OSError as error:
        raise InputError(Problem(f"The records cannot be kept here: {error.strerror or error}.",
                                 "Name a folder, or a new file that ends in .md.", file=str(folder))) from error


def read_records(folder: Path, names: list[str]) -> list[ExistingRecord]:
    """Returns the records of a folder, sorted by name. Raises InputError with every unreadable one."""
    problems: list[Problem] = []
    records: list[ExistingRecord] = []
    for path in _candidates(folder, names):
        try:
            if (record := read_record(path)) is not None:
                records.append(record)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return records


def read_record(path: Path) -> ExistingRecord | None:
    """Returns the record in a file, or None if it has none. Raises InputError if the file is unreadable."""
    source = load_text(str(path), max_bytes=MAX_BYTES)
    parsed = parse_record(source)
    if parsed is None:
        return None
    mark = "\ufeff" if path.read_bytes()[:3] == b"\xef\xbb\xbf" else ""
    return ExistingRecord(path, mark + source.text, parsed.record, front_matter_value(source.text, "status").lower())


def _candidates(folder: Path, names: list[str]) -> Iterator[Path]:
    """Yields files with the marker of a record; raises for an unreadable one with a record's name."""
    for name in names:
        path = folder / name
        if not name.lower().endswith(MARKDOWN.suffixes) or (path.is_symlink() and not path.exists()):
            continue
        try:
            if path.is_file() and path.stat().st_size <= MAX_BYTES and MARKER in path.read_bytes():
                yield path
        except OSError:
            if NUMBERED_NAME.fullmatch(name):
                raise InputError(Problem("This record cannot be read.", "Check its permissions.",
                                         file=str(path))) from None
