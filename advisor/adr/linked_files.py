"""Files that a decision record links to; its document is linted together with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import InputError
from advisor.formats.decision_record import LinkedFiles
from advisor.notation.load import load_text
from advisor.text.source import Source

DRIVE = re.compile(r"[A-Za-z]:")


def read_linked_files(path: str, source: Source) -> LinkedFiles:
    """Reads the files that the record in a document links to; unreadable ones are left out."""
    companions: dict[str, Source | None] = {}
    for name in _linked_names(source):
        companions |= _read(Path(path).parent / name, name)
    return companions


def linked_paths(path: str, source: Source) -> tuple[str, ...]:
    """Returns the paths of these files, existing or not."""
    return tuple(str(Path(path).parent / name) for name in _linked_names(source))


def _linked_names(source: Source) -> Iterator[str]:
    from advisor.formats.decision_record import parse_record

    try:
        decision = parse_record(source)
    except InputError:  # reported by the document's own findings
        return
    for name in decision.record.architecture if decision else ():
        if not name.startswith(("/", "\\")) and not DRIVE.match(name):  # a record is read on many machines
            yield name


def _read(path: Path, name: str) -> LinkedFiles:
    try:
        if not path.is_symlink() and not path.exists():
            return {name: None}
        return {name: Source(name, load_text(str(path)).text)}
    except (InputError, OSError, ValueError):
        return {}
