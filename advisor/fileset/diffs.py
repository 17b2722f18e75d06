"""What `git diff --unified=0` says: the lines of each file that are new, and those beside a gap."""

from __future__ import annotations

import os
import re

HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
MEANT = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


def lines_by_file(diff: bytes) -> dict[str, tuple[tuple[int, int], ...]]:
    """Returns for each file the first and last line of each stretch that changed.

    What stands in a file can look like any other line of a diff, so its lines are counted and not looked at.
    """
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    ranges: list[tuple[int, int]] = []
    name = b""
    lines = iter(diff.split(b"\n"))
    for line in lines:
        if line.startswith(b"diff --git "):
            name, ranges = b"", []
        elif line.startswith(b"+++ "):
            name = _unquoted(line[4:])
            found[os.fsdecode(name.removeprefix(b"b/"))] = ()
        elif name and (hunk := HUNK.match(line)):
            removed, first, added = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)
            for _ in range(removed + added):
                while next(lines, b"").startswith(b"\\"):  # `\ No newline at end of file` is none of them
                    pass
            _add(ranges, (first, first + added - 1) if added else (first, first + 1))
            found[os.fsdecode(name.removeprefix(b"b/"))] = tuple(ranges)
    return found


def _add(ranges: list[tuple[int, int]], more: tuple[int, int]) -> None:
    if ranges and more[0] <= ranges[-1][1]:
        ranges[-1] = (ranges[-1][0], max(ranges[-1][1], more[1]))
    else:
        ranges.append(more)


def _unquoted(name: bytes) -> bytes:
    """Returns a name as it is; git puts one with odd characters in quotes, and a tab behind one with blanks."""
    if not name.startswith(b'"'):
        return name.removesuffix(b"\t")
    return ESCAPE.sub(lambda found: bytes([int(found[1], 8)]) if len(found[1]) == 3 else MEANT.get(found[1], found[1]),
                      name[1 : name.rindex(b'"')])
