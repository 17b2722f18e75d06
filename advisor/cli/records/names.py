"""How decision records are named and numbered in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize

NUMBERED = re.compile(r"(?P<before>(?:adr[-_ ]?)?)(?P<number>[0-9]{1,6})(?:[-_. ].*)?\.(?:md|markdown)", re.IGNORECASE)
DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
LONGEST = 60
DIGITS = 4  # of the first record of a folder


class Style(NamedTuple):
    """How the records of a folder are numbered, and the number of the last."""

    last: int = 0
    digits: int = DIGITS
    before: str = ""

    def shown(self, number: int) -> str:
        """Returns a number in this style, such as `007`."""
        return f"{number:0{self.digits}d}"

    def name(self, number: int, title: str) -> str:
        """Returns the name of a record's file, such as `0007-place-order-uses-rest.md`."""
        return f"{self.before}{self.shown(number)}-{slug(title)}.md"


def style_of(names: Iterable[str]) -> Style:
    """Returns how the files of a folder are numbered, by the last of them; what is no record does not count."""
    last = Style()
    for name in names:
        found = NUMBERED.fullmatch(name)
        if found and not DATED.match(name) and (number := int(found["number"])) >= last.last:
            last = Style(number, max(len(found["number"]), 1), found["before"])
    return last


def number_in(name: str) -> str:
    """Returns the number that a file's name begins with, as it is written; empty without one."""
    found = NUMBERED.fullmatch(name)
    return found["number"] if found and not DATED.match(name) else ""


def slug(title: str) -> str:
    """Returns a title as part of a file's name: letters, digits and hyphens alone."""
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "decision"
