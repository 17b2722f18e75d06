"""Cache key of a compiled pack."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from hashlib import blake2b

from advisor import version
from advisor.rulebook.pack_files import MAX_BYTES, PackListing, StrPath, list_files

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CODE_FOLDERS = ("text", "model", "notation", "rulebook", "engine", "linter/checks")


def pack_fingerprint(directory: StrPath, overlays: Sequence[StrPath] = ()) -> str:
    """Returns a hash over the rules, the interpreter and the code that compiles them.

    Never fails: an unreadable file counts as empty; `load_pack` reports it.
    """
    digest = blake2b(f"{version.__version__} {sys.implementation.cache_tag}\n".encode(), digest_size=32)
    for folder in CODE_FOLDERS:
        digest.update(code_stamp(folder).encode())
    for layer in (directory, *overlays):
        listing = list_files(layer)
        digest.update(f"pack {len(listing.files)} {len(listing.problems)}\n".encode())
        _add_files(digest, listing)
    return digest.hexdigest()


def code_stamp(folder: str) -> str:
    """Returns the sizes and times of a package's modules: in a checkout, code changes without a new version.

    Args:
        folder: path within the package.
    """
    top = os.path.join(PACKAGE, folder)
    stamps = [f"{folder}\n"]
    for directory, subfolders, names in os.walk(top):
        subfolders.sort()
        for name in sorted(name for name in names if name.endswith(".py")):
            path = os.path.join(directory, name)
            stamps.append(f"{path[len(top):]} {_stamp(path)}\n")
    return "".join(stamps)


def _stamp(path: str) -> str:
    try:
        stat = os.stat(path)
    except OSError:
        return "unreadable"
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _add_files(digest: blake2b, listing: PackListing) -> None:
    for file in listing.files:
        try:
            with open(file.path, "rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError:
            content = b""
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
