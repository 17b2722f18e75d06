"""Names of rules, and which of them a misspelt one means."""

from __future__ import annotations

from collections.abc import Collection

from advisor.notation.suggest import closest

MOST = 300  # different words that are compared; a hostile text could have millions


class Guesses:
    """The rules of a pack; what a word means is worked out once."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = known
        self._meant: dict[str, str] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.known

    def closest(self, word: str) -> str:
        """Returns the rule that is meant by a word, or nothing."""
        found = self._meant.get(word)
        if found is None:
            if len(self._meant) >= MOST:
                return ""
            found = self._meant[word] = closest(word, self.known)
        return found
