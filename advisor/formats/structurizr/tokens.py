"""Splits a Structurizr document into statements and tokens with offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.formats.diagram import Line, match_end
from advisor.formats.diagram_builder import DiagramBuilder

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
BARE = re.compile(r'[^\s"]+')
BLANKS = re.compile(r"\s*")
MAX_TOKENS = 60  # of one statement; later ones are tags at best
MAX_TEXT_LINES = 500  # between `\"""`
MAX_CONTINUATION_LINES = 50


class StructurizrToken(NamedTuple):
    text: str  # without quotes
    is_quoted: bool
    start: int
    end: int


class StructurizrStatement(NamedTuple):
    tokens: tuple[StructurizrToken, ...]  # not empty unless it opens a block
    opens: bool  # whether it ends in `{`
    start: int
    end: int

    def text(self, number: int) -> str:
        """Returns the text of a token, or an empty string if there is none."""
        return self.tokens[number].text if number < len(self.tokens) else ""


def split_statements(lines: Sequence[Line], builder: DiagramBuilder) -> Iterator[StructurizrStatement]:
    """Yields the statements in lines, without comments."""
    ends = [number for number, line in enumerate(lines) if "*/" in line.text]
    number = 0
    while number < len(lines):
        line = lines[number]
        text = line.text.strip()
        number += 1
        if not text or text[0] == "#" or text.startswith("//"):
            continue
        if text.startswith("/*"):
            number = _after_comment(lines, ends, number - 1, builder)
            continue
        pieces = [line]
        while pieces[-1].text.rstrip().endswith("\\") and number < len(lines) and len(pieces) < MAX_CONTINUATION_LINES:
            pieces.append(lines[number])
            number += 1
        if '"""' in line.text:
            number = _after_text(lines, number, line)
        yield from _statement(pieces, builder)


def _after_comment(lines: Sequence[Line], ends: list[int], number: int, builder: DiagramBuilder) -> int:
    """Returns the number of the line after a comment; text after it in its last line is skipped."""
    index = bisect_right(ends, number - 1)
    if index < len(ends):
        return ends[index] + 1
    line = lines[number]
    builder.fault("This comment never ends.", "Close it with `*/`.", line.start, line.start + len(line.text))
    return number + 1


def _after_text(lines: Sequence[Line], number: int, line: Line) -> int:
    """Returns the number of the line after a triple-quoted text, whose content is not used."""
    if line.text.count('"""') > 1:
        return number
    for following in range(number, min(number + MAX_TEXT_LINES, len(lines))):
        if '"""' in lines[following].text:
            return following + 1
    return number


class _JoinedLine(NamedTuple):
    """A line with its continuation lines as one text, with offsets mapped to the source."""

    text: str
    begins: tuple[int, ...]  # of each line in the text
    starts: tuple[int, ...]  # and in the source

    def at(self, offset: int) -> int:
        number = bisect_right(self.begins, offset) - 1
        return self.starts[number] + offset - self.begins[number]

    def end(self, offset: int) -> int:
        return self.at(offset - 1) + 1 if offset > 0 else self.starts[0]


def _join(pieces: list[Line]) -> _JoinedLine:
    texts, begins, starts, length = [], [], [], 0
    for number, line in enumerate(pieces):
        text = line.text.rstrip()
        text = text[:-1] if len(pieces) > 1 and text.endswith("\\") else text
        lead = len(text) - len(text.lstrip()) if number else 0
        begins.append(length)
        starts.append(line.start + lead)
        texts.append(text[lead:])
        length += len(text) - lead
    return _JoinedLine("".join(texts).replace('"""', '"" '), tuple(begins), tuple(starts))


def _statement(pieces: list[Line], builder: DiagramBuilder) -> Iterator[StructurizrStatement]:
    tokens = list(_tokens(_join(pieces), builder, is_text='"""' in pieces[0].text))
    opens = bool(tokens) and not tokens[-1].is_quoted and tokens[-1].text == "{"
    if opens or (tokens and not tokens[-1].is_quoted and tokens[-1].text == "{}"):
        last = tokens.pop()
        if not tokens:
            yield StructurizrStatement((), opens, last.start, last.end)
    if tokens:
        yield StructurizrStatement(tuple(tokens[:MAX_TOKENS]), opens, tokens[0].start, tokens[-1].end)


def _tokens(line: _JoinedLine, builder: DiagramBuilder, *, is_text: bool) -> Iterator[StructurizrToken]:
    text, at = line.text, 0
    while True:
        at = match_end(BLANKS, text, at)
        if at >= len(text):
            return
        match = QUOTED.match(text, at)
        if match:
            yield StructurizrToken(match[1].replace('\\"', '"'), True, line.at(at), line.end(match.end()))
        elif text[at] == '"':
            opens = text.endswith("{")
            if not is_text:
                builder.fault("This text never ends.", 'Close it with `"`.', line.at(at), line.end(len(text)))
            yield StructurizrToken(text[at + 1 :].rstrip("{ "), True, line.at(at), line.end(len(text) - opens))
            if opens:
                yield StructurizrToken("{", False, line.at(len(text) - 1), line.end(len(text)))
            return
        else:
            match = BARE.match(text, at)
            assert match is not None  # neither empty nor a quote
            yield StructurizrToken(match[0], False, line.at(at), line.end(match.end()))
        at = match.end()
