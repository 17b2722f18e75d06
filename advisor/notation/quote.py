"""A stranger's words inside a message of ours: in backticks, on one line and not too long."""

from __future__ import annotations

from typing import Any

LONGEST = 60


def quoted(value: Any) -> str:
    """Returns a value as a document would write it, in backticks."""
    return f"`{shown(value)}`"


def shown(value: Any) -> str:
    """Returns a value as a document would write it."""
    if type(value) is str and 0 < len(value) <= LONGEST and value.isprintable():  # most are
        return value
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}" if value == value and abs(value) != float("inf") else f".{value}".replace(".-", "-.")
        case int():
            return str(value) if abs(value) < 10**LONGEST else f"{value:x}"[:LONGEST] + "..."
        case str():
            text = value[: LONGEST + 1]
            if not text.isprintable():
                text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
            return (text or '""') if len(text) <= LONGEST else text[:LONGEST] + "..."
    return "a list" if isinstance(value, list | tuple) else "a mapping"
