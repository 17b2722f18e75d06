"""Formats user-supplied values for messages: on one line and truncated."""

from __future__ import annotations

from typing import Any

MAX_LENGTH = 60


def quote_value(value: Any) -> str:
    """Returns a value in document notation, in backticks."""
    return f"`{format_value(value)}`"


def format_value(value: Any) -> str:
    """Returns a value in document notation."""
    if type(value) is str and 0 < len(value) <= MAX_LENGTH and value.isprintable():  # most are
        return value
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}" if value == value and abs(value) != float("inf") else f".{value}".replace(".-", "-.")
        case int():
            return str(value) if abs(value) < 10**MAX_LENGTH else f"{value:x}"[:MAX_LENGTH] + "..."
        case str():
            text = value[: MAX_LENGTH + 1]
            if not text.isprintable():
                text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
            return (text or '""') if len(text) <= MAX_LENGTH else text[:MAX_LENGTH] + "..."
    return "a list" if isinstance(value, list | tuple) else "a mapping"
