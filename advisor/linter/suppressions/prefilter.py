"""Cheap checks whether a text may contain suppressions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.formats.markdown.blocks import MarkdownBlock

VERBS = ("ignore", "disable", "suppress", "noqa", "nolint", "silence", "mute", "skip", "exclude")
WITH_COMMENTS = ("comment", "fence", "front matter")


def may_contain_suppression(text: str, blocks: Sequence[MarkdownBlock], known_rules: Collection[str]) -> bool:
    """Returns whether a text may contain a suppression or a misspelt one: it names the program, or a rule to ignore.

    Args:
        blocks: of a Markdown document, some of which contain its comments.
    """
    if "advis" in text.lower():
        return True
    if blocks:
        text = "\n".join([text[block.start : block.end] for block in blocks if block.kind in WITH_COMMENTS])
    lower = text.lower()
    return any(verb in lower for verb in VERBS) and any(rule in lower for rule in known_rules)


def may_be_suppression(comment: str) -> bool:
    """Returns whether a comment may be a suppression."""
    lower = comment.lower()
    return "advis" in lower or any(verb in lower for verb in VERBS)
