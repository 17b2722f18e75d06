"""Edits put into a text."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from advisor.model.checked import Edit, Fix


def apply(text: str, fixes: Iterable[Fix]) -> tuple[str, tuple[Fix, ...]]:
    """Returns a text with fixes carried out, and those fixes.

    A fix is carried out as a whole or not at all; of those that get in each other's way the first is, and the others
    are found again in the text that comes out, if they are still needed.
    """
    taken: list[Edit] = []
    applied = []
    for fix in fixes:
        if fix.edits and _fits(fix.edits, taken):
            for edit in fix.edits:
                insort(taken, edit)
            applied.append(fix)
    pieces: list[str] = []
    at = 0
    for edit in taken:
        pieces += text[at : edit.start], edit.text
        at = edit.end
    return "".join((*pieces, text[at:])), tuple(applied)


def _fits(edits: Sequence[Edit], taken: Sequence[Edit]) -> bool:
    """Returns whether edits touch nothing of what is taken, nor each other."""
    own: list[Edit] = []
    for edit in edits:
        if not _is_free(edit, taken) or not _is_free(edit, own):
            return False
        insort(own, edit)
    return True


def _is_free(edit: Edit, taken: Sequence[Edit]) -> bool:
    at = bisect_left(taken, edit)
    return not any(_touch(edit, other) for other in taken[max(at - 1, 0) : at + 1])


def _touch(one: Edit, other: Edit) -> bool:
    if one.start == one.end or other.start == other.end:  # what is put in at an edge may belong to either side
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end
