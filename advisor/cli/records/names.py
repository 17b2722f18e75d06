"""File names and numbering of decision records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize

NUMBERED = re.compile(r"(?P<prefix>(?:adr[-_ ]?)?)(?P<number>[0-9]{1,6})(?:[-_. ].*)?\.(?:md|markdown)", re.IGNORECASE)
DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
MAX_SLUG = 60
DIGITS = 4  # of the first record of a folder


class Style(NamedTuple):
    """Numbering of the records in a folder, and the last number."""

    last: int = 0
    digits: int = DIGITS
    before: str = ""

    def shown(self, number: int) -> str:
        """Formats a number in this style, such as `007`."""
        return f"{number:0{self.digits}d}"

    def name(self, number: int, title: str) -> str:
        """Returns the file name of a record, such as `0007-place-order-uses-rest.md`."""
        return f"{self.before}{self.shown(number)}-{slug(title)}.md"


def style_of(names: Iterable[str]) -> Style:
    """Detects the numbering of a folder from its last record; other files are ignored."""
    last = Style()
    for name in names:
        match = NUMBERED.fullmatch(name)
        if match and not DATED.match(name) and (number := int(match["number"])) >= last.last:
            last = Style(number, max(len(match["number"]), 1), match["prefix"])
    return last


def number_in(name: str) -> str:
    """Returns the number at the start of a file name as written, or an empty string."""
    match = NUMBERED.fullmatch(name)
    return match["number"] if match and not DATED.match(name) else ""


def slug(title: str) -> str:
    """Returns a title as part of a file name: lower-case letters, digits and hyphens."""
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MAX_SLUG].strip("-") or "decision"
