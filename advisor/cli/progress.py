"""Progress line on a terminal, for long work."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TypeVar

INTERVAL_S = 0.1
LARGE_INPUT = 1_000_000  # bytes; below, a line would only flicker
Item = TypeVar("Item")


def show_progress(items: Iterator[Item], total: int, noun: str = "interactions") -> Iterator[Item]:
    """Yields the items; on a terminal, counts them on stderr, and clears the line at the end."""
    if not sys.stderr.isatty() or sys.stdout.isatty():  # a table that scrolls by shows the progress itself
        yield from items
        return
    shown = monotonic()
    try:
        for count, item in enumerate(items):
            if monotonic() - shown > INTERVAL_S:
                shown = monotonic()
                print(f"\r{count:,} of {total:,} {noun}", end="", file=sys.stderr, flush=True)
            yield item
    finally:
        _clear()


@contextmanager
def show_phase(name: str, is_long: bool) -> Iterator[None]:
    """Shows the name of a long phase on a terminal (stderr), and clears the line at the end."""
    if not is_long or not sys.stderr.isatty():
        yield
        return
    print(f"\r{name} ...", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        _clear()


def are_large(files: Sequence[str]) -> bool:
    """Returns whether the files are large enough for a progress line."""
    return sum(Path(name).stat().st_size for name in files if Path(name).is_file()) > LARGE_INPUT


def _clear() -> None:
    print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)
