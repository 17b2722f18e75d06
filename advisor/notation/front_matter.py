"""One line of the front matter of a Markdown document: read, or set without touching anything else."""

from __future__ import annotations

import re

from advisor.source.regex import regex

FRONT = regex(r"\ufeff?---[ \t]*\r?\n(?P<lines>(?:(?!---[ \t]*\r?$).*\n)*?)---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
MARK = "\ufeff"


def front_value(text: str, key: str) -> str:
    """Returns what the front matter says under an outermost key, without quotes; empty where it says nothing."""
    front = FRONT.match(text)
    found = _line(key).search(front["lines"]) if front else None
    return found["value"].strip("'\"") if found else ""


def with_front_value(text: str, key: str, value: str) -> str:
    """Returns a document whose front matter says this; one without front matter gets some."""
    newline = "\r\n" if "\r\n" in text else "\n"
    line = f"{key}: {value}"
    front = FRONT.match(text)
    if front is None:
        mark = MARK if text.startswith(MARK) else ""
        return newline.join((f"{mark}---", line, "---", "", text.removeprefix(mark)))
    found = _line(key).search(text, front.start("lines"), front.end("lines"))
    if found is None:
        place = front.start("lines")
        return f"{text[:place]}{line}{newline}{text[place:]}"
    return text[:found.start("value")] + value + text[found.end("value"):]


def _line(key: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(key)}[ \t]*:[ \t]*(?P<value>[^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
