"""Parses suppression comments: `advisor: ignore rule[, rule] -- reason`, for the next line, a block or a file.

A line that starts a fence, a table or a YAML list item covers all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.linter.suppressions.comments import Comment
from advisor.text.source import Source

DIRECTIVE = re.compile(r"advisor[ \t]*:[ \t]*ignore(?:-(block|file))?(?![\w-])[ \t]*:?", re.IGNORECASE)
REASON = re.compile(r"(?:^|(?<=\s))(?:-{2,3}|[—–])(?=\s|$)")
RULE_LIST = re.compile(r"\s*[^\s,]+(?:\s*,\s*[^\s,]+)*")
RULE_NAME = re.compile(r"[^\s,]+")
CONTINUED = re.compile(r"[>\s]*")
LINE, BLOCK, FILE = "line", "block", "file"


class RuleName(NamedTuple):
    """The name of a rule as written."""

    text: str
    start: int
    end: int


class SuppressionDirective(NamedTuple):
    comment: Comment
    scope: str
    rules: tuple[RuleName, ...]
    reason: str  # on one line
    start: int
    end: int


class CommentStatement(NamedTuple):
    """One statement in a comment, on one or several of its lines."""

    comment: Comment
    start: int
    end: int


def split_statements(
    source: Source, comment: Comment, starts_statement: Callable[[str], bool]
) -> Iterator[CommentStatement]:
    """Yields the statements of a comment; each starts on a line of its own.

    Args:
        starts_statement: whether a line starts one.
    """
    text = source.text
    position, start, end = comment.content_start, -1, -1
    while position <= comment.content_end:
        line_end = text.find("\n", position, comment.content_end)
        line_end = comment.content_end if line_end < 0 else line_end
        blanks = CONTINUED.match(text, position, line_end)
        line_start = blanks.end() if blanks else position
        line = text[line_start:line_end].rstrip()
        if line and starts_statement(line):
            if start >= 0:
                yield CommentStatement(comment, start, end)
            start = line_start
        if line:
            end = line_start + len(line)
        position = line_end + 1
    if start >= 0:
        yield CommentStatement(comment, start, end)


def parse_directive(source: Source, statement: CommentStatement) -> SuppressionDirective | None:
    """Parses a statement; returns None if it is no directive."""
    text, start, end = source.text, statement.start, statement.end
    opening = DIRECTIVE.match(text, start, end)
    if opening is None:
        return None
    rest = text[opening.end() : end]
    reason_mark = REASON.search(rest)
    rule_list = RULE_LIST.match(rest)
    names = rest[: reason_mark.start()] if reason_mark else rule_list[0] if rule_list else ""
    rules = tuple(RuleName(word[0], opening.end() + word.start(), opening.end() + word.end())
                  for word in RULE_NAME.finditer(names))
    reason = " ".join(rest[reason_mark.end() :].split()) if reason_mark else ""
    scope = (opening[1] or LINE).lower()
    return SuppressionDirective(
        statement.comment, scope, rules, reason if any(map(str.isalnum, reason)) else "", start, end
    )
