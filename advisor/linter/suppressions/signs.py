"""What a text must hold for a closer look at its comments to be worth while."""

from __future__ import annotations

from collections.abc import Collection

VERBS = ("ignore", "disable", "suppress", "noqa", "nolint", "silence", "mute", "skip", "exclude")


def may_hold_any(text: str, known_rules: Collection[str]) -> bool:
    """Returns whether a text may hold a suppression or what looks like one: it names us, or a rule to leave out."""
    small = text.lower()
    return "advis" in small or (any(verb in small for verb in VERBS) and any(rule in small for rule in known_rules))


def may_be_one(comment: str) -> bool:
    """Returns whether a comment may be one."""
    small = comment.lower()
    return "advis" in small or any(verb in small for verb in VERBS)
