"""Memoisation of functions of short texts: names and words recur often."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MAX_ENTRIES = 8192
MAX_LENGTH = 200

Result = TypeVar("Result")


class _Memo(dict[str, Result]):
    """Cached results by text; a hit runs no Python code."""

    def __init__(self, function: Callable[[str], Result]) -> None:
        self._function = function

    def __missing__(self, text: str) -> Result:
        result = self._function(text)
        if len(text) <= MAX_LENGTH:
            if len(self) >= MAX_ENTRIES:
                self.clear()
            self[text] = result
        return result


def memoised(function: Callable[[str], Result]) -> Callable[[str], Result]:
    """Returns a memoised version of a function; the cache is bounded and skips long texts."""
    return _Memo(function).__getitem__
