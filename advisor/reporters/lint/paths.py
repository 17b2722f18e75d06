"""File names for other programs: from the repository's root, with `/`."""

from __future__ import annotations

from functools import lru_cache
from os.path import normpath
from pathlib import Path

from advisor.reporters.lint_report import LintReport


def portable(file: str, what: LintReport) -> str:
    """Returns the path of a file from the root of its repository; one that lies elsewhere stays absolute."""
    return _portable(file, what.directory, what.root or what.directory)


def uri(path: str) -> str:
    """Returns a portable path as a reference (RFC 3986): relative where the path is."""
    from urllib.parse import quote

    drive = "/" if path[1:3] == ":/" else ""
    quoted = quote(path.encode("utf-8", "surrogateescape" if _is_name(path) else "surrogatepass"), safe="/")
    return f"file://{drive}{quoted}" if drive or path.startswith("/") else quoted


@lru_cache(maxsize=1024)  # a document has many findings
def _portable(file: str, directory: str, root: str) -> str:
    whole, base = Path(normpath(Path(directory, file))), Path(normpath(root))
    return (whole.relative_to(base) if whole.is_relative_to(base) else whole).as_posix()


def _is_name(path: str) -> bool:
    """Whether lone surrogates are those that stand for the bytes of a name that is no UTF-8."""
    return all("\udc80" <= character <= "\udcff" for character in path if "\ud800" <= character <= "\udfff")
