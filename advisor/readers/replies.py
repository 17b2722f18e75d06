"""Which messages of a sequence answer an earlier one."""

from __future__ import annotations

import re

from advisor.source.regex import regex
from advisor.source.remembered import remembered

PLAINLY = regex(
    r"(?:HTTP[/ \d.]*)?[1-5]\d\d\b|(?:ok|n?ack|acknowledge\w*|repl(?:y|ies)|respon(?:d|ds|se|ses)|results?|returns?"
    r"|returned)\b|(?:.*\s)?(?:response|reply)$", re.IGNORECASE)
NEWS = regex(
    r"(?:publish|emit|notif(?:y|ies)|deliver|consume|push)(?:es|s)?\b|(?:.*\s)?(?:event|notification|webhook|callback)$",
    re.IGNORECASE)
LONGEST_LABEL = 200  # of what is looked at


class Replies:
    """Remembers who called whom."""

    def __init__(self) -> None:
        self._called: set[tuple[str, str]] = set()

    def is_reply(self, sender: str, receiver: str, label: str, *, is_return: bool) -> bool:
        """Notes a message and returns whether it answers an earlier one, in any branch and as often as it likes.

        Args:
            is_return: whether the notation draws it like an answer.
        """
        if (receiver, sender) in self._called and sender != receiver:
            likely, unlikely = _says(label[:LONGEST_LABEL])
            if likely or (is_return and not unlikely):
                return True
        self._called.add((sender, receiver))
        return False


@remembered
def _says(label: str) -> tuple[bool, bool]:
    """Returns whether a label is that of an answer, and whether it is that of news."""
    return bool(PLAINLY.match(label)), bool(NEWS.match(label))
