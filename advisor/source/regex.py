"""Regular expressions that are compiled when they are first used: a document needs a few of those that are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

METHODS = ("findall", "finditer", "flags", "fullmatch", "match", "pattern", "search", "split", "sub")

if TYPE_CHECKING:
    def regex(text: str, flags: int = 0) -> re.Pattern[str]:
        """Returns a regular expression."""
else:
    class regex:  # noqa: N801 - to whoever uses it, it is a function
        """A regular expression; once it is compiled, its methods are those of what was compiled."""

        def __init__(self, text: str, flags: int = 0) -> None:
            self._text = text
            self._flags = flags

        def __getattr__(self, name: str) -> Any:
            if name not in METHODS:
                raise AttributeError(name)
            compiled = re.compile(self._text, self._flags)
            self.__dict__.update((method, getattr(compiled, method)) for method in METHODS)
            return getattr(compiled, name)
