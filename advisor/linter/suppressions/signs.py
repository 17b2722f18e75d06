"""What a text must hold for a closer look at its comments to be worth while."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.readers.markdown import Block

VERBS = ("ignore", "disable", "suppress", "noqa", "nolint", "silence", "mute", "skip", "exclude")
WITH_COMMENTS = ("comment", "fence", "front matter")


def may_hold_any(text: str, blocks: Sequence[Block], known_rules: Collection[str]) -> bool:
    """Returns whether a text may hold a suppression or what looks like one: it names us, or a rule to leave out.

    Args:
        blocks: of a Markdown document, whose comments stand in some of them.
    """
    if "advis" in text.lower():
        return True
    if blocks:
        text = "\n".join([text[block.start : block.end] for block in blocks if block.kind in WITH_COMMENTS])
    small = text.lower()
    return any(verb in small for verb in VERBS) and any(rule in small for rule in known_rules)


def may_be_one(comment: str) -> bool:
    """Returns whether a comment may be one."""
    small = comment.lower()
    return "advis" in small or any(verb in small for verb in VERBS)
