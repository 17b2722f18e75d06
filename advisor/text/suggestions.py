"""Suggestions for misspelt words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

MAX_LENGTH = 60  # longer words are no typos
MAX_CANDIDATES = 5000
MAX_COMPARED = 300
TYPO_SIMILARITY = 0.85  # minimum similarity of a typo
REPLACEMENT_SIMILARITY = 0.7  # minimum similarity of an automatic replacement
MIN_LEAD = 0.1  # minimum lead over the second-best word


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Returns "Did you mean `x`?", or an empty string if no known word is close; bounded work."""
    best = closest_word(name, known)
    return f"Did you mean `{best}`?" if best else ""


def closest_word(name: str, known: Iterable[str]) -> str:
    """Returns the closest known word, or an empty string if none is close; bounded work."""
    if len(name) > MAX_LENGTH:
        return ""
    candidates = _candidates(known)
    return _equal_when_normalised(name, candidates) or next(iter(_close(name, candidates, 1)), "")


def suggest_correction(name: str, known: Iterable[str]) -> str:
    """Returns "Did you mean `x`?" if a known word is almost equal, or an empty string."""
    suggestion = closest_word(name, known)
    return f"Did you mean `{suggestion}`?" if suggestion and _similarity(suggestion, name) >= TYPO_SIMILARITY else ""


def unambiguous_correction(name: str, known: Iterable[str]) -> str:
    """Returns the unambiguous correction: close, and clearly closest; or an empty string."""
    if len(name) > MAX_LENGTH:
        return ""
    candidates = _candidates(known)
    normalised = _normalised(name)
    same = [word for word in candidates if word != name and _normalised(word) == normalised]
    if same:
        return same[0] if len(same) == 1 else ""
    best, *others = [*_close(name, candidates, 2), ""]
    if not best or _similarity(best, name) < REPLACEMENT_SIMILARITY:
        return ""
    return best if not others[0] or _similarity(best, name) - _similarity(others[0], name) >= MIN_LEAD else ""


def _candidates(known: Iterable[str]) -> list[str]:
    return [word for word in islice(known, MAX_CANDIDATES) if len(word) <= MAX_LENGTH]


def _equal_when_normalised(name: str, candidates: list[str]) -> str:
    normalised = _normalised(name)
    return next((word for word in candidates if word != name and _normalised(word) == normalised), "")


def _normalised(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


def _close(name: str, candidates: list[str], limit: int) -> list[str]:
    from difflib import get_close_matches

    if len(candidates) > MAX_COMPARED:
        candidates = sorted(candidates, key=lambda word: _prefilter_key(word, name))[:MAX_COMPARED]
    return get_close_matches(name, candidates, n=limit)


def _similarity(word: str, name: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, word, name).ratio()


def _prefilter_key(word: str, name: str) -> tuple[bool, int]:
    return word[:2] != name[:2] and word[-2:] != name[-2:], abs(len(word) - len(name))
