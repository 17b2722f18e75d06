"""The word somebody most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

LONGEST = 60  # longer words are not typed by mistake
MOST_READ = 5000
MOST_COMPARED = 300
MISSPELT = 0.85  # from this likeness on, a word that nobody knows is taken for a slip of the pen
MEANT = 0.7  # from this likeness on, a word may be put in its place
APART = 0.1  # by which a second word must be less alike


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Returns "Did you mean `x`?", or nothing where no known word is close; its work is bounded."""
    best = closest(name, known)
    return f"Did you mean `{best}`?" if best else ""


def closest(name: str, known: Iterable[str]) -> str:
    """Returns the known word that is closest, or nothing where none is close; its work is bounded."""
    if len(name) > LONGEST:
        return ""
    candidates = _candidates(known)
    return _same_but_for_spelling(name, candidates) or next(iter(_close(name, candidates, 1)), "")


def misspelt(name: str, known: Iterable[str]) -> str:
    """Returns "Did you mean `x`?" where a known word is so close that no other can be meant, or nothing."""
    meant = closest(name, known)
    return f"Did you mean `{meant}`?" if meant and _likeness(meant, name) >= MISSPELT else ""


def only_meant(name: str, known: Iterable[str]) -> str:
    """Returns the known word that is meant for certain: close, and no second one nearly as close; or nothing."""
    if len(name) > LONGEST:
        return ""
    candidates = _candidates(known)
    wanted = _letters(name)
    same = [word for word in candidates if word != name and _letters(word) == wanted]
    if same:
        return same[0] if len(same) == 1 else ""
    best, *others = [*_close(name, candidates, 2), ""]
    if not best or _likeness(best, name) < MEANT:
        return ""
    return best if not others[0] or _likeness(best, name) - _likeness(others[0], name) >= APART else ""


def _candidates(known: Iterable[str]) -> list[str]:
    return [word for word in islice(known, MOST_READ) if len(word) <= LONGEST]


def _same_but_for_spelling(name: str, candidates: list[str]) -> str:
    letters = _letters(name)
    return next((word for word in candidates if word != name and _letters(word) == letters), "")


def _letters(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


def _close(name: str, candidates: list[str], most: int) -> list[str]:
    from difflib import get_close_matches

    if len(candidates) > MOST_COMPARED:
        candidates = sorted(candidates, key=lambda word: _unlike(word, name))[:MOST_COMPARED]
    return get_close_matches(name, candidates, n=most)


def _likeness(word: str, name: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, word, name).ratio()


def _unlike(word: str, name: str) -> tuple[bool, int]:
    return word[:2] != name[:2] and word[-2:] != name[-2:], abs(len(word) - len(name))
