"""The word somebody most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

LONGEST = 60  # longer words are not typed by mistake
MOST_READ = 5000
MOST_COMPARED = 300
MISSPELT = 0.85  # from this likeness on, a word that nobody knows is taken for a slip of the pen


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Returns "Did you mean `x`?", or nothing where no known word is close; its work is bounded."""
    if len(name) > LONGEST:
        return ""
    candidates = [word for word in islice(known, MOST_READ) if len(word) <= LONGEST]
    best = _same_but_for_spelling(name, candidates) or _closest(name, candidates)
    return f"Did you mean `{best}`?" if best else ""


def misspelt(name: str, known: Iterable[str]) -> str:
    """Returns "Did you mean `x`?" where a known word is so close that no other can be meant, or nothing."""
    from difflib import SequenceMatcher

    meant = did_you_mean(name, known)
    word = meant.partition("`")[2].rpartition("`")[0]
    return meant if word and SequenceMatcher(None, word, name).ratio() >= MISSPELT else ""


def _same_but_for_spelling(name: str, candidates: list[str]) -> str:
    letters = _letters(name)
    return next((word for word in candidates if word != name and _letters(word) == letters), "")


def _letters(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


def _closest(name: str, candidates: list[str]) -> str:
    from difflib import get_close_matches

    if len(candidates) > MOST_COMPARED:
        candidates = sorted(candidates, key=lambda word: _unlike(word, name))[:MOST_COMPARED]
    return next(iter(get_close_matches(name, candidates, n=1)), "")


def _unlike(word: str, name: str) -> tuple[bool, int]:
    return word[:2] != name[:2] and word[-2:] != name[-2:], abs(len(word) - len(name))
