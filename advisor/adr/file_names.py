"""File names and numbering of decision records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize

NUMBERED_NAME = re.compile(
    r"(?P<prefix>(?:adr[-_ ]?)?)(?P<number>[0-9]{1,6})(?:[-_. ].*)?\.(?:md|markdown)", re.IGNORECASE
)
DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
MAX_SLUG = 60
DIGITS = 4  # of the first record of a folder


class NumberingStyle(NamedTuple):
    """Numbering of the records in a folder, and the last number."""

    last: int = 0
    digits: int = DIGITS
    prefix: str = ""

    def format_number(self, number: int) -> str:
        """Formats a number in this style, such as `007`."""
        return f"{number:0{self.digits}d}"

    def file_name(self, number: int, title: str) -> str:
        """Returns the file name of a record, such as `0007-place-order-uses-rest.md`."""
        return f"{self.prefix}{self.format_number(number)}-{slugify(title)}.md"


def detect_numbering(names: Iterable[str]) -> NumberingStyle:
    """Detects the numbering of a folder from its last record; other files are ignored."""
    last = NumberingStyle()
    for name in names:
        match = NUMBERED_NAME.fullmatch(name)
        if match and not DATED.match(name) and (number := int(match["number"])) >= last.last:
            last = NumberingStyle(number, max(len(match["number"]), 1), match["prefix"])
    return last


def parse_number(name: str) -> str:
    """Returns the number at the start of a file name as written, or an empty string."""
    match = NUMBERED_NAME.fullmatch(name)
    return match["number"] if match and not DATED.match(name) else ""


def slugify(title: str) -> str:
    """Returns a title as part of a file name: lower-case letters, digits and hyphens."""
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MAX_SLUG].strip("-") or "decision"
