"""Cache key of a compiled pack."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import advisor
from advisor.rulebook.files import MAX_BYTES, Listing, StrPath, list_files
from advisor.source.digest import blake2b

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CODE_FOLDERS = ("model", "notation", "rulebook", "engine")


def fingerprint(directory: StrPath, overlays: Sequence[StrPath] = ()) -> str:
    """Returns a hash over the rules, the interpreter and the code that compiles them.

    Never fails: an unreadable file counts as empty; `load_pack` reports it.
    """
    digest = blake2b(f"{_version()} {sys.implementation.cache_tag}\n".encode(), digest_size=32)
    for folder in CODE_FOLDERS:
        digest.update(code_stamp(folder).encode())
    for layer in (directory, *overlays):
        listing = list_files(layer)
        digest.update(f"pack {len(listing.files)} {len(listing.problems)}\n".encode())
        _add_files(digest, listing)
    return digest.hexdigest()


def _version() -> str:
    # Read from the dictionary: computing the attribute on demand can cost more than the whole hash.
    return str(advisor.__dict__.get("__version__", ""))


def code_stamp(folder: str) -> str:
    """Returns the sizes and times of a folder's modules: in a checkout, code changes without a new version.

    Args:
        folder: path within the package.
    """
    name = os.path.basename(folder)
    try:
        with os.scandir(os.path.join(PACKAGE, folder)) as entries:
            stamps = sorted((entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py"))
    except OSError:
        return f"{name} unreadable\n"
    return "".join(f"{name} {stat.st_size} {stat.st_mtime_ns}\n" for name, stat in stamps)


def _add_files(digest: blake2b, listing: Listing) -> None:
    for file in listing.files:
        try:
            with open(file.path, "rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError:
            content = b""
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
