"""What a compiled pack depends on, as one short text."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import advisor
from advisor.rulebook.files import MAX_BYTES, Listing, list_files
from advisor.source.digest import blake2b

CODE = ("model", "notation", "rulebook", "engine")


def fingerprint(directory: Path, overlays: Sequence[Path] = ()) -> str:
    """Returns a hash over the rules, the interpreter and the code that compiles them.

    It never fails: what cannot be read counts as it stands, and `load_pack` is the one to complain.
    """
    digest = blake2b(f"{_version()} {sys.implementation.cache_tag}\n".encode(), digest_size=32)
    for folder in CODE:
        digest.update(code_stamp(Path(__file__).parent.parent / folder).encode())
    for place in (directory, *overlays):
        listing = list_files(place)
        digest.update(f"pack {len(listing.files)} {len(listing.problems)}\n".encode())
        _add_files(digest, listing)
    return digest.hexdigest()


def _version() -> str:
    # Read from the dictionary, for an attribute computed on demand could cost more than the whole hash.
    return str(advisor.__dict__.get("__version__", ""))


def code_stamp(folder: Path) -> str:
    """Returns the sizes and times of a folder's modules: in a checkout, code changes without a new version."""
    try:
        with os.scandir(folder) as found:
            stamps = sorted((entry.name, entry.stat()) for entry in found if entry.name.endswith(".py"))
    except OSError:
        return f"{folder.name} unreadable\n"
    return "".join(f"{name} {stat.st_size} {stat.st_mtime_ns}\n" for name, stat in stamps)


def _add_files(digest: blake2b, listing: Listing) -> None:
    for file in listing.files:
        try:
            with file.path.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError:
            content = b""
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
