"""The statements of a Structurizr document: words and texts in quotes, with their places, a line at a time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.readers.drawing import Line
from advisor.readers.sketch import Sketch
from advisor.source.regex import regex

QUOTED = regex(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
BARE = regex(r'[^\s"]+')
BLANKS = regex(r"\s*")
MOST_TOKENS = 60  # of one statement; what comes after them are tags at best
LONGEST_TEXT = 500  # lines between `\"""`
MOST_CONTINUED = 50  # lines


class Token(NamedTuple):
    text: str  # without quotes
    is_quoted: bool
    start: int
    end: int


class Statement(NamedTuple):
    tokens: tuple[Token, ...]  # at least one where nothing opens
    opens: bool  # whether it ends in `{`
    start: int
    end: int

    def text(self, number: int) -> str:
        """Returns a token, or nothing where there is none."""
        return self.tokens[number].text if number < len(self.tokens) else ""


def statements(lines: Sequence[Line], sketch: Sketch) -> Iterator[Statement]:
    """Yields what stands in lines, without comments."""
    ends = [number for number, line in enumerate(lines) if "*/" in line.text]
    number = 0
    while number < len(lines):
        line = lines[number]
        text = line.text.strip()
        number += 1
        if not text or text[0] == "#" or text.startswith("//"):
            continue
        if text.startswith("/*"):
            number = _after_comment(lines, ends, number - 1, sketch)
            continue
        pieces = [line]
        while pieces[-1].text.rstrip().endswith("\\") and number < len(lines) and len(pieces) < MOST_CONTINUED:
            pieces.append(lines[number])
            number += 1
        if '"""' in line.text:
            number = _after_text(lines, number, line)
        yield from _statement(pieces, sketch)


def _after_comment(lines: Sequence[Line], ends: list[int], number: int, sketch: Sketch) -> int:
    """Returns the number of the line after a comment; what stands behind it in its last line is left out with it."""
    place = bisect_right(ends, number - 1)
    if place < len(ends):
        return ends[place] + 1
    line = lines[number]
    sketch.fault("This comment never ends.", "Close it with `*/`.", line.start, line.start + len(line.text))
    return number + 1


def _after_text(lines: Sequence[Line], number: int, line: Line) -> int:
    """Returns the number of the line after a text in three quotes, which says nothing that is read."""
    if line.text.count('"""') > 1:
        return number
    for following in range(number, min(number + LONGEST_TEXT, len(lines))):
        if '"""' in lines[following].text:
            return following + 1
    return number


class _Text(NamedTuple):
    """A line, or several that go on after a backslash, as one text whose places are known."""

    text: str
    begins: tuple[int, ...]  # of each piece in the text
    starts: tuple[int, ...]  # and in the source

    def at(self, place: int) -> int:
        number = bisect_right(self.begins, place) - 1
        return self.starts[number] + place - self.begins[number]

    def end(self, place: int) -> int:
        return self.at(place - 1) + 1 if place > 0 else self.starts[0]


def _joined(pieces: list[Line]) -> _Text:
    texts, begins, starts, length = [], [], [], 0
    for number, line in enumerate(pieces):
        text = line.text.rstrip()
        text = text[:-1] if len(pieces) > 1 and text.endswith("\\") else text
        lead = len(text) - len(text.lstrip()) if number else 0
        begins.append(length)
        starts.append(line.start + lead)
        texts.append(text[lead:])
        length += len(text) - lead
    return _Text("".join(texts).replace('"""', '"" '), tuple(begins), tuple(starts))


def _statement(pieces: list[Line], sketch: Sketch) -> Iterator[Statement]:
    tokens = list(_tokens(_joined(pieces), sketch, is_text='"""' in pieces[0].text))
    opens = bool(tokens) and not tokens[-1].is_quoted and tokens[-1].text == "{"
    if opens or (tokens and not tokens[-1].is_quoted and tokens[-1].text == "{}"):
        last = tokens.pop()
        if not tokens:
            yield Statement((), opens, last.start, last.end)
    if tokens:
        yield Statement(tuple(tokens[:MOST_TOKENS]), opens, tokens[0].start, tokens[-1].end)


def _tokens(line: _Text, sketch: Sketch, *, is_text: bool) -> Iterator[Token]:
    text, at = line.text, 0
    while True:
        blanks = BLANKS.match(text, at)
        at = blanks.end() if blanks else at
        if at >= len(text):
            return
        found = QUOTED.match(text, at)
        if found:
            yield Token(found[1].replace('\\"', '"'), True, line.at(at), line.end(found.end()))
        elif text[at] == '"':
            opens = text.endswith("{")
            if not is_text:
                sketch.fault("This text never ends.", 'Close it with `"`.', line.at(at), line.end(len(text)))
            yield Token(text[at + 1 :].rstrip("{ "), True, line.at(at), line.end(len(text) - opens))
            if opens:
                yield Token("{", False, line.at(len(text) - 1), line.end(len(text)))
            return
        else:
            found = BARE.match(text, at)
            assert found is not None  # there is something, and it is no quote
            yield Token(found[0], False, line.at(at), line.end(found.end()))
        at = found.end()
