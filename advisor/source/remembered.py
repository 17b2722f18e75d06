"""What is worked out of short texts, remembered: names and words come up again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MOST = 8192
LONGEST = 200

Found = TypeVar("Found")


class _Remembered(dict[str, Found]):
    """Results by their texts; what is there already is looked up without a call of Python."""

    def __init__(self, work: Callable[[str], Found]) -> None:
        self._work = work

    def __missing__(self, text: str) -> Found:
        found = self._work(text)
        if len(text) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[text] = found
        return found


def remembered(work: Callable[[str], Found]) -> Callable[[str], Found]:
    """Returns a function of a text that works out each short one once, until there are too many."""
    return _Remembered(work).__getitem__
