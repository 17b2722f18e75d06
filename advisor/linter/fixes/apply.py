"""Applies edits to a text."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from advisor.model.finding import Fix, TextEdit


def fix_text(text: str, fixes: Iterable[Fix]) -> tuple[str, tuple[Fix, ...]]:
    """Returns a text with fixes applied, and the fixes that were applied.

    A fix is applied as a whole or not at all. Of conflicting fixes the first is applied; the next run of the linter
    proposes the others again, if they are still needed.
    """
    accepted: list[TextEdit] = []
    applied = []
    for fix in fixes:
        if fix.edits and _fits(fix.edits, accepted):
            for edit in fix.edits:
                insort(accepted, edit)
            applied.append(fix)
    pieces: list[str] = []
    position = 0
    for edit in accepted:
        pieces += text[position : edit.start], edit.text
        position = edit.end
    return "".join((*pieces, text[position:])), tuple(applied)


def _fits(edits: Sequence[TextEdit], accepted: Sequence[TextEdit]) -> bool:
    """Returns whether edits touch neither accepted edits nor each other."""
    own: list[TextEdit] = []
    for edit in edits:
        if not _is_free(edit, accepted) or not _is_free(edit, own):
            return False
        insort(own, edit)
    return True


def _is_free(edit: TextEdit, accepted: Sequence[TextEdit]) -> bool:
    index = bisect_left(accepted, edit)
    return not any(_touch(edit, other) for other in accepted[max(index - 1, 0) : index + 1])


def _touch(edit: TextEdit, other: TextEdit) -> bool:
    if edit.start == edit.end or other.start == other.end:  # an insertion at an edge may belong to either side
        return edit.start <= other.end and other.start <= edit.end
    return edit.start < other.end and other.start < edit.end
