"""A line on a terminal that says how far long work has come."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from time import monotonic
from typing import TypeVar

EVERY_SECONDS = 0.1
Item = TypeVar("Item")


def progress(items: Iterator[Item], total: int) -> Iterator[Item]:
    """Yields the items; on a terminal, says on stderr how many have passed, and clears the line at the end."""
    if not sys.stderr.isatty() or sys.stdout.isatty():  # a table that scrolls by shows the progress itself
        yield from items
        return
    shown = monotonic()
    try:
        for count, item in enumerate(items):
            if monotonic() - shown > EVERY_SECONDS:
                shown = monotonic()
                print(f"\r{count:,} of {total:,} interactions", end="", file=sys.stderr, flush=True)
            yield item
    finally:
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)
