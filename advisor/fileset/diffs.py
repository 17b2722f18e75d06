"""Parses `git diff --unified=0`: the added lines of each file, and the lines beside a deletion."""

from __future__ import annotations

import os
import re

HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
ESCAPED_BYTES = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


def lines_by_file(diff: bytes) -> dict[str, tuple[tuple[int, int], ...]]:
    """Returns for each file the first and last line of each changed range.

    File content can look like any other line of a diff, so lines of a hunk are counted and not parsed.
    """
    result: dict[str, tuple[tuple[int, int], ...]] = {}
    ranges: list[tuple[int, int]] = []
    name = b""
    lines = iter(diff.split(b"\n"))
    for line in lines:
        if line.startswith(b"diff --git "):
            name, ranges = b"", []
        elif line.startswith(b"+++ "):
            name = _unquote(line[4:])
            result[os.fsdecode(name.removeprefix(b"b/"))] = ()
        elif name and (hunk := HUNK.match(line)):
            removed, first, added = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)
            for _ in range(removed + added):
                while next(lines, b"").startswith(b"\\"):  # `\ No newline at end of file` does not count
                    pass
            _add(ranges, (first, first + added - 1) if added else (first, first + 1))
            result[os.fsdecode(name.removeprefix(b"b/"))] = tuple(ranges)
    return result


def _add(ranges: list[tuple[int, int]], new: tuple[int, int]) -> None:
    if ranges and new[0] <= ranges[-1][1]:
        ranges[-1] = (ranges[-1][0], max(ranges[-1][1], new[1]))
    else:
        ranges.append(new)


def _unquote(name: bytes) -> bytes:
    """Decodes a file name: git quotes unusual characters, and appends a tab to a name with blanks."""
    if not name.startswith(b'"'):
        return name.removesuffix(b"\t")
    return ESCAPE.sub(lambda match: (bytes([int(match[1], 8)]) if len(match[1]) == 3
                                     else ESCAPED_BYTES.get(match[1], match[1])), name[1 : name.rindex(b'"')])
