"""What a comment says to this program: `advisor: ignore rule[, rule] -- reason`, for the next line, a block or a file.

A line that opens something longer stands for all of it: a fence, a table, an item of a list in YAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from advisor.linter.suppressions.comments import Comment
from advisor.source import Source
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

DIRECTIVE = regex(r"advisor[ \t]*:[ \t]*ignore(?:-(block|file))?(?![\w-])[ \t]*:?", re.IGNORECASE)
REASON = regex(r"(?:^|(?<=\s))(?:-{2,3}|[—–])(?=\s|$)")
LISTED = regex(r"\s*[^\s,]+(?:\s*,\s*[^\s,]+)*")
WORD = regex(r"[^\s,]+")
CONTINUED = regex(r"[>\s]*")
LINE, BLOCK, FILE = "line", "block", "file"


class Word(NamedTuple):
    """The name of a rule, as it is written."""

    text: str
    start: int
    end: int


class Directive(NamedTuple):
    comment: Comment
    scope: str
    rules: tuple[Word, ...]
    reason: str  # on one line
    start: int
    end: int


class Statement(NamedTuple):
    """What a comment says in one or several of its lines."""

    comment: Comment
    start: int
    end: int


def statements_in(source: Source, comment: Comment, begins: Callable[[str], bool]) -> Iterator[Statement]:
    """Yields the statements of a comment, each of which begins on a line of the comment.

    Args:
        begins: whether a line begins one.
    """
    text = source.text
    at, start, end = comment.inner, -1, -1
    while at <= comment.inner_end:
        line_end = text.find("\n", at, comment.inner_end)
        line_end = comment.inner_end if line_end < 0 else line_end
        blanks = CONTINUED.match(text, at, line_end)
        begin = blanks.end() if blanks else at
        line = text[begin:line_end].rstrip()
        if line and begins(line):
            if start >= 0:
                yield Statement(comment, start, end)
            start = begin
        if line:
            end = begin + len(line)
        at = line_end + 1
    if start >= 0:
        yield Statement(comment, start, end)


def directive_of(source: Source, statement: Statement) -> Directive | None:
    """Returns what a statement asks for, or None where it is no directive."""
    text, start, end = source.text, statement.start, statement.end
    opening = DIRECTIVE.match(text, start, end)
    if opening is None:
        return None
    rest = text[opening.end() : end]
    parted = REASON.search(rest)
    listed = LISTED.match(rest)
    named = rest[: parted.start()] if parted else listed[0] if listed else ""
    rules = tuple(Word(word[0], opening.end() + word.start(), opening.end() + word.end())
                  for word in WORD.finditer(named))
    reason = " ".join(rest[parted.end() :].split()) if parted else ""
    scope = (opening[1] or LINE).lower()
    return Directive(statement.comment, scope, rules, reason if any(map(str.isalnum, reason)) else "", start, end)
