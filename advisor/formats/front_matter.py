"""Reads or sets one line in the front matter of a Markdown document."""

from __future__ import annotations

import re

FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<lines>(?:(?!---[ \t]*\r?$).*\n)*?)---[ \t]*(?:\r?\n|\Z)", re.MULTILINE
)
BYTE_ORDER_MARK = "\ufeff"


def front_matter_value(text: str, key: str) -> str:
    """Returns the unquoted value of a top-level front matter key, or an empty string."""
    front = FRONT_MATTER.match(text)
    match = _line(key).search(front["lines"]) if front else None
    return match["value"].strip("'\"") if match else ""


def set_front_matter_value(text: str, key: str, value: str) -> str:
    """Returns a document with a front matter key set; adds missing front matter."""
    newline = "\r\n" if "\r\n" in text else "\n"
    line = f"{key}: {value}"
    front = FRONT_MATTER.match(text)
    if front is None:
        mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
        return newline.join((f"{mark}---", line, "---", "", text.removeprefix(mark)))
    match = _line(key).search(text, front.start("lines"), front.end("lines"))
    if match is None:
        start = front.start("lines")
        return f"{text[:start]}{line}{newline}{text[start:]}"
    return text[:match.start("value")] + value + text[match.end("value"):]


def _line(key: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(key)}[ \t]*:[ \t]*(?P<value>[^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
