"""The files that a document is judged together with: those that its decision record names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from advisor.errors import InputError
from advisor.model.record import LANGUAGE
from advisor.notation.load import load_text
from advisor.source import Source

SIGN = LANGUAGE.encode()
DRIVE = re.compile(r"[A-Za-z]:")
Companions = Mapping[str, Source | None]  # by the name that the document uses; None where there is no such file


def companions_of(path: str, source: Source) -> Companions:
    """Returns the files that the record in a document names; those that cannot be read are left out."""
    from advisor.linter.records import recorded

    try:
        found = recorded(source)
    except InputError:  # which the document's own findings tell
        return {}
    companions: dict[str, Source | None] = {}
    for name in found.record.architecture if found else ():
        if not name.startswith(("/", "\\")) and not DRIVE.match(name):  # a record is read on many machines
            companions |= _read(Path(path).parent / name, name)
    return companions


def _read(place: Path, name: str) -> Companions:
    try:
        if not place.is_symlink() and not place.exists():
            return {name: None}
        return {name: Source(name, load_text(str(place)).text)}
    except (InputError, OSError, ValueError):
        return {}
