"""Suggests rule names for misspelt ones."""

from __future__ import annotations

from collections.abc import Collection

from advisor.text.suggestions import closest_word

MAX_WORDS = 300  # distinct words to compare; a hostile text could have millions


class RuleSuggestions:
    """The rule names of a pack; suggestions are cached by word."""

    def __init__(self, known: Collection[str]) -> None:
        self.rules = known
        self._closest: dict[str, str] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.rules

    def closest(self, word: str) -> str:
        """Returns the rule most similar to a word, or an empty string."""
        rule = self._closest.get(word)
        if rule is None:
            if len(self._closest) >= MAX_WORDS:
                return ""
            rule = self._closest[word] = closest_word(word, self.rules)
        return rule
