"""The decision records of a folder: which there are, and what of them must not be touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.cli.records.names import NUMBERED
from advisor.errors import InputError, Problem
from advisor.linter.records import recorded
from advisor.model.record import LANGUAGE, OVER, Record
from advisor.notation.front_matter import front_value
from advisor.notation.load import load_text

LARGEST = 1024 * 1024  # bytes
MARKDOWN = (".md", ".markdown")
SIGN = LANGUAGE.encode()


class Existing(NamedTuple):
    """A record that is there."""

    path: Path
    text: str  # as it is, a byte order mark included
    record: Record
    status: str

    @property
    def is_over(self) -> bool:
        """Whether another decision, or none, has taken its place."""
        return self.status.startswith(OVER)

    def is_about(self, decision: Record) -> bool:
        """Whether it decides the same question: for the same interaction, or for the same facts without one."""
        own, other = self.record, decision
        if own.interaction != other.interaction or _files(own) != _files(other):
            return False
        return bool(own.interaction) or own.facts == other.facts


def _files(record: Record) -> set[str]:
    return {os.path.normpath(file) for file in record.architecture}


def names_in(folder: Path) -> list[str]:
    """Returns the names of all files of a folder, none where there is no folder. Raises InputError."""
    try:
        if not folder.is_symlink() and not folder.exists():
            return []
        with os.scandir(folder) as found:
            return sorted(entry.name for entry in found)
    except OSError as error:
        raise InputError(Problem(f"The records cannot be kept here: {error.strerror or error}.",
                                 "Name a folder, or a new file that ends in .md.", file=str(folder))) from error


def existing_in(folder: Path, names: list[str]) -> list[Existing]:
    """Returns the records of a folder, in the order of their names. Raises InputError for those that cannot be read."""
    problems: list[Problem] = []
    found: list[Existing] = []
    for path in _candidates(folder, names):
        try:
            if (record := existing(path)) is not None:
                found.append(record)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return found


def existing(path: Path) -> Existing | None:
    """Returns the record that a file holds, None where it holds none. Raises InputError where it cannot be read."""
    source = load_text(str(path), max_bytes=LARGEST)
    found = recorded(source)
    if found is None:
        return None
    mark = "\ufeff" if path.read_bytes()[:3] == b"\xef\xbb\xbf" else ""
    return Existing(path, mark + source.text, found.record, front_value(source.text, "status").lower())




def _candidates(folder: Path, names: list[str]) -> Iterator[Path]:
    """Files that say they are records; what cannot be read as text is none of ours."""
    for name in names:
        path = folder / name
        if not name.lower().endswith(MARKDOWN) or (path.is_symlink() and not path.exists()):
            continue
        try:
            if path.is_file() and path.stat().st_size <= LARGEST and SIGN in path.read_bytes():
                yield path
        except OSError:
            if NUMBERED.fullmatch(name):
                raise InputError(Problem("This record cannot be read.", "Check its permissions.",
                                         file=str(path))) from None
