"""A line on a terminal that says how far long work has come."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TypeVar

EVERY_SECONDS = 0.1
LONG_FILES = 1_000_000  # bytes; below, a line would only flicker
Item = TypeVar("Item")


def progress(items: Iterator[Item], total: int, what: str = "interactions") -> Iterator[Item]:
    """Yields the items; on a terminal, says on stderr how many have passed, and clears the line at the end."""
    if not sys.stderr.isatty() or sys.stdout.isatty():  # a table that scrolls by shows the progress itself
        yield from items
        return
    shown = monotonic()
    try:
        for count, item in enumerate(items):
            if monotonic() - shown > EVERY_SECONDS:
                shown = monotonic()
                print(f"\r{count:,} of {total:,} {what}", end="", file=sys.stderr, flush=True)
            yield item
    finally:
        _clear()


@contextmanager
def phase(what: str, is_long: bool) -> Iterator[None]:
    """On a terminal, says on stderr what is going on if it takes long, and clears the line at the end."""
    if not is_long or not sys.stderr.isatty():
        yield
        return
    print(f"\r{what} ...", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        _clear()


def are_long(files: Sequence[str]) -> bool:
    """Returns whether reading these files takes a while."""
    return sum(Path(name).stat().st_size for name in files if Path(name).is_file()) > LONG_FILES


def _clear() -> None:
    print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)
