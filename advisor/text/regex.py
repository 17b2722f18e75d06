"""Regular expressions compiled on first use: one document needs only a few of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

METHODS = ("findall", "finditer", "flags", "fullmatch", "match", "pattern", "search", "split", "sub")

if TYPE_CHECKING:
    def regex(text: str, flags: int = 0) -> re.Pattern[str]:
        """Returns a regular expression."""
else:
    class regex:  # noqa: N801 - used like a function
        """A lazy regular expression; after the first use it has the methods of the compiled pattern."""

        def __init__(self, text: str, flags: int = 0) -> None:
            self._text = text
            self._flags = flags

        def __getattr__(self, name: str) -> Any:
            if name not in METHODS:
                raise AttributeError(name)
            compiled = re.compile(self._text, self._flags)
            self.__dict__.update((method, getattr(compiled, method)) for method in METHODS)
            return getattr(compiled, name)
