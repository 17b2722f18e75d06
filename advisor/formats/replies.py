"""Detects reply messages in sequence diagrams."""

from __future__ import annotations

import re

from advisor.text.memo import memoised

REPLY_LABEL = re.compile(
    r"(?:HTTP[/ \d.]*)?[1-5]\d\d\b|(?:ok|n?ack|acknowledge\w*|repl(?:y|ies)|respon(?:d|ds|se|ses)|results?|returns?"
    r"|returned)\b|(?:.*\s)?(?:response|reply)$", re.IGNORECASE)
NOTIFICATION_LABEL = re.compile(
    r"(?:publish|emit|notif(?:y|ies)|deliver|consume|push)(?:es|s)?\b|(?:.*\s)?(?:event|notification|webhook|callback)$",
    re.IGNORECASE)
LONGEST_LABEL = 200  # characters examined


class ReplyTracker:
    """Tracks earlier calls of a sequence."""

    def __init__(self) -> None:
        self._called: set[tuple[str, str]] = set()

    def is_reply(self, sender: str, receiver: str, label: str, *, is_return: bool) -> bool:
        """Records a message; returns whether it replies to an earlier one, in any branch, any number of times.

        Args:
            is_return: whether the notation draws it as a reply.
        """
        if (receiver, sender) in self._called and sender != receiver:
            looks_like_reply, looks_like_notification = _classify_label(label[:LONGEST_LABEL])
            if looks_like_reply or (is_return and not looks_like_notification):
                return True
        self._called.add((sender, receiver))
        return False


@memoised
def _classify_label(label: str) -> tuple[bool, bool]:
    """Returns whether a label looks like a reply, and whether it looks like a notification."""
    return bool(REPLY_LABEL.match(label)), bool(NOTIFICATION_LABEL.match(label))
