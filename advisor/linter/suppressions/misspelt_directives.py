"""Detects misspelt suppressions: `adviser: ignore`, `advisor ignore`, `advisor: disable`, `noqa: missing-timeout`.

A sentence that merely names the program or contains `ignore` does not count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from advisor.linter.suppressions import VERBS
from advisor.linter.suppressions.comments import SourcePart
from advisor.linter.suppressions.scopes import BLOCK, FILE
from advisor.text.suggestions import closest_word

MAX_WORDS = 300  # distinct words to compare; a hostile text could have millions
VERB = rf"(?:{'|'.join(VERBS)})"
SCOPE = r"(?:[-_ ]?(?:next[-_ ]?line|this[-_ ]?line|line|block|file|all))?"
ADDRESSED = re.compile(rf"@?(?P<name>[A-Za-z][A-Za-z_-]{{3,15}}?)(?P<colon>[ \t]*:[ \t]*|[ \t]+|[-_./])(?P<verb>{VERB})"
                       rf"(?P<where>{SCOPE})(?![\w-])[ \t:=(\[]*(?P<target>[^\s,()\]]*)", re.IGNORECASE)
OTHER_VERB = re.compile(r"advisor[ \t]*:[ \t]*(?P<verb>[A-Za-z][A-Za-z_-]{2,30})(?P<where>)[ \t:]*(?P<target>[^\s,]*)",
                        re.IGNORECASE)
UNADDRESSED = re.compile(rf"(?:[\w-]{{1,30}}(?::[ \t]*|-))?(?P<verb>{VERB})(?P<where>{SCOPE})[ \t:=(\[]+"
                         r"(?P<target>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)", re.IGNORECASE)
NAME = "advisor"
MIN_SIMILARITY = 0.75  # of a name or a verb that counts as misspelt
SEPARATORS = ("--", "---", "—", "–", "*")
OTHER_NOTATION = re.compile(r"(?:%%|//|<!--|['#;])[ \t]*(?=advisor[ \t]*:[ \t]*ignore)", re.IGNORECASE)


class RuleSuggestions:
    """The rule names of a pack; suggestions are cached by word."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._closest: dict[str, str] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def closest(self, word: str) -> str:
        """Returns the rule most similar to a word, or an empty string."""
        if word not in self._closest and len(self._closest) < MAX_WORDS:
            self._closest[word] = closest_word(word, self._known)
        return self._closest.get(word, "")


def suggest_directive(line: str, suggestions: RuleSuggestions) -> str:
    """Returns the correct form of a misspelt directive, or an empty string if the line is none."""
    if (match := ADDRESSED.match(line)) and _is_similar(match["name"], NAME) and _has_valid_target(match, suggestions):
        return _directive(match, suggestions)
    if (match := OTHER_VERB.match(line)) and _is_verb(match["verb"]) and _has_valid_target(match, suggestions):
        return _directive(match, suggestions)
    if (match := UNADDRESSED.match(line)) and match["target"].lower() in suggestions:
        return _directive(match, suggestions)
    return ""


def find_misplaced(part: SourcePart) -> Iterator[tuple[int, int, str]]:
    """Yields start, end and problem of directives that are no comments at their position: they start with the marker
    of another notation, or follow other text in a notation that has only whole-line comments."""
    if not part.comments.pattern:
        return
    for start, text in part.lines:
        match = OTHER_NOTATION.search(text) if "advisor" in text.lower() else None
        if match and not re.match(part.comments.pattern, text):
            problem = f"a comment begins with `{part.comments.marker}` here, on a line of its own"
            yield start + match.start(), start + len(text.rstrip()), problem


def _has_valid_target(match: re.Match[str], suggestions: RuleSuggestions) -> bool:
    """Returns whether a rule or nothing follows; in prose, other words follow."""
    target = match["target"]
    return (not target or target in SEPARATORS or target in suggestions
            or ("-" in target and bool(_rule(target, suggestions))))


def _directive(match: re.Match[str], suggestions: RuleSuggestions) -> str:
    words = match["verb"].lower() + match["where"].lower()
    scope = FILE if "file" in words else BLOCK if "block" in words else ""
    rule = _rule(match["target"], suggestions) or "rule"
    return f"advisor: ignore{'-' if scope else ''}{scope} {rule} -- reason"


def _rule(target: str, suggestions: RuleSuggestions) -> str:
    if target.lower() in suggestions:
        return target.lower()
    return suggestions.closest(target) if "-" in target else ""


def _is_verb(word: str) -> bool:
    lower = word.lower()
    return lower.startswith("ignore") or lower in VERBS or _is_similar(lower, "ignore")


def _is_similar(word: str, expected: str) -> bool:
    lower = word.lower().strip("-_")
    if lower in (expected, f"comms-{expected}", f"comms_{expected}"):
        return True
    if not lower or lower[0] != expected[0] or abs(len(lower) - len(expected)) > 2:
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, lower, expected).ratio() >= MIN_SIMILARITY
