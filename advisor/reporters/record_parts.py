"""A decision record as parts: those made from the facts, between comments, and all else, which belongs to people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

DIGITS = 12
BEGIN = re.compile(rf"^<!-- generated: (?P<name>[a-z-]{{1,40}}) (?P<digest>[0-9a-f]{{{DIGITS}}}) -->\r?\n",
                   re.MULTILINE)


class Refreshed(NamedTuple):
    """A record brought up to date."""

    text: str
    kept: tuple[str, ...]  # generated parts that somebody has edited, and that therefore stay as they are


class _Part(NamedTuple):
    name: str
    start: int
    end: int
    is_edited: bool


def part(name: str, lines: Iterator[str]) -> str:
    """Returns a part between its comments; the first of them tells later whether it was edited."""
    body = "".join(f"{line}\n" for line in lines)
    return f"<!-- generated: {name} {_digest(body)} -->\n{body}{_end(name)}"


def refreshed(text: str, generated: str) -> Refreshed:
    """Returns a record in which the parts that nobody has edited are those of a new one; line ends stay."""
    fresh = {found.name: generated[found.start:found.end] for found in _parts(generated)}
    newline = "\r\n" if "\r\n" in text else "\n"
    pieces, kept, place = [], [], 0
    for found in _parts(text):
        if found.is_edited:
            kept.append(found.name)
        elif found.name in fresh:
            pieces += [text[place:found.start], fresh[found.name].replace("\n", newline)]
            place = found.end
    return Refreshed("".join((*pieces, text[place:])), tuple(kept))


def _parts(text: str) -> Iterator[_Part]:
    """Every part that is ended, once."""
    place, unended = 0, set()
    while (begin := BEGIN.search(text, place)) is not None:
        name, place = begin["name"], begin.end()
        end = -1 if name in unended else text.find(_end(name), place)
        if end < 0:
            unended.add(name)
        elif text[end - 1] == "\n":
            is_edited = _digest(text[place:end]) != begin["digest"]
            place = end + len(_end(name))
            yield _Part(name, begin.start(), place, is_edited)


def _end(name: str) -> str:
    return f"<!-- end: {name} -->"


def _digest(body: str) -> str:
    return sha256(body.replace("\r\n", "\n").encode(errors="surrogatepass")).hexdigest()[:DIGITS]
