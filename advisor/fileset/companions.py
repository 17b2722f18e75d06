"""The files that a document is judged together with: those that its decision record names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.errors import InputError
from advisor.fileset.texts import Companions
from advisor.notation.load import load_text
from advisor.source import Source
from advisor.source.regex import regex

DRIVE = regex(r"[A-Za-z]:")


def companions_of(path: str, source: Source) -> Companions:
    """Returns the files that the record in a document names; those that cannot be read are left out."""
    companions: dict[str, Source | None] = {}
    for name in _names(source):
        companions |= _read(Path(path).parent / name, name)
    return companions


def companion_paths(path: str, source: Source) -> tuple[str, ...]:
    """Returns where these files lie, or did."""
    return tuple(str(Path(path).parent / name) for name in _names(source))


def _names(source: Source) -> Iterator[str]:
    from advisor.linter.records import recorded

    try:
        found = recorded(source)
    except InputError:  # which the document's own findings tell
        return
    for name in found.record.architecture if found else ():
        if not name.startswith(("/", "\\")) and not DRIVE.match(name):  # a record is read on many machines
            yield name


def _read(place: Path, name: str) -> Companions:
    try:
        if not place.is_symlink() and not place.exists():
            return {name: None}
        return {name: Source(name, load_text(str(place)).text)}
    except (InputError, OSError, ValueError):
        return {}
