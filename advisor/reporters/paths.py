"""Paths for other tools: relative to the repository root, with `/`."""

from __future__ import annotations

from functools import lru_cache
from os.path import normpath
from pathlib import Path

from advisor.reporters.report import Report


def repository_path(file: str, report: Report) -> str:
    """Returns a path relative to the repository root; absolute if the file is outside."""
    return _portable(file, report.directory, report.root or report.directory)


def path_to_uri(path: str) -> str:
    """Returns a path as a URI reference (RFC 3986), relative if the path is."""
    from urllib.parse import quote

    drive = "/" if path[1:3] == ":/" else ""
    quoted = quote(path.encode("utf-8", "surrogateescape" if _is_escaped(path) else "surrogatepass"), safe="/")
    return f"file://{drive}{quoted}" if drive or path.startswith("/") else quoted


@lru_cache(maxsize=1024)  # a document has many findings
def _portable(file: str, directory: str, root: str) -> str:
    path, base = Path(normpath(Path(directory, file))), Path(normpath(root))
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()


def _is_escaped(path: str) -> bool:
    """Returns whether all lone surrogates come from `surrogateescape`, that is, from a non-UTF-8 file name."""
    return all("\udc80" <= character <= "\udcff" for character in path if "\ud800" <= character <= "\udfff")
