"""Generated sections of a decision record, delimited by comments; all other text is handwritten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

DIGITS = 12
BEGIN = re.compile(rf"^<!-- generated: (?P<name>[a-z-]{{1,40}}) (?P<digest>[0-9a-f]{{{DIGITS}}}) -->\r?\n",
                   re.MULTILINE)


class RefreshedRecord(NamedTuple):
    """A decision record with regenerated sections."""

    text: str
    edited_sections: tuple[str, ...]  # generated sections that were edited by hand, and therefore left unchanged


class _Section(NamedTuple):
    name: str
    start: int
    end: int
    is_edited: bool


def generated_section(name: str, lines: Iterator[str]) -> str:
    """Returns a section between its comments; the digest in the first one detects later edits."""
    body = "".join(f"{line}\n" for line in lines)
    return f"<!-- generated: {name} {_digest(body)} -->\n{body}{_end(name)}"


def refresh_record(text: str, generated: str) -> RefreshedRecord:
    """Replaces the unedited sections of a record by those of a new one; keeps line endings."""
    fresh = {section.name: generated[section.start:section.end] for section in _sections(generated)}
    newline = "\r\n" if "\r\n" in text else "\n"
    pieces, edited, position = [], [], 0
    for section in _sections(text):
        if section.is_edited:
            edited.append(section.name)
        elif section.name in fresh:
            pieces += [text[position:section.start], fresh[section.name].replace("\n", newline)]
            position = section.end
    return RefreshedRecord("".join((*pieces, text[position:])), tuple(edited))


def _sections(text: str) -> Iterator[_Section]:
    """Yields every section that has an end comment."""
    position, unended = 0, set()
    while (begin := BEGIN.search(text, position)) is not None:
        name, position = begin["name"], begin.end()
        end = -1 if name in unended else text.find(_end(name), position)
        if end < 0:
            unended.add(name)
        elif text[end - 1] == "\n":
            is_edited = _digest(text[position:end]) != begin["digest"]
            position = end + len(_end(name))
            yield _Section(name, begin.start(), position, is_edited)


def _end(name: str) -> str:
    return f"<!-- end: {name} -->"


def _digest(body: str) -> str:
    return sha256(body.replace("\r\n", "\n").encode(errors="surrogatepass")).hexdigest()[:DIGITS]
