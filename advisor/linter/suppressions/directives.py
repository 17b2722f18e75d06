"""Parses suppression comments: `advisor: ignore rule[, rule] -- reason`, for the next line, a block or a file.

A line that starts a fence, a table or a YAML list item covers all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.linter.suppressions import VERBS
from advisor.linter.suppressions.comments import Comment, find_comments, split_source
from advisor.linter.suppressions.misspelt_directives import RuleSuggestions, find_misplaced, suggest_directive
from advisor.linter.suppressions.scopes import LINE, LineRange, ScopeResolver
from advisor.text.source import Source

DIRECTIVE = re.compile(r"advisor[ \t]*:[ \t]*ignore(?:-(block|file))?(?![\w-])[ \t]*:?", re.IGNORECASE)
REASON = re.compile(r"(?:^|(?<=\s))(?:-{2,3}|[—–])(?=\s|$)")
RULE_LIST = re.compile(r"\s*[^\s,]+(?:\s*,\s*[^\s,]+)*")
RULE_NAME = re.compile(r"[^\s,]+")
CONTENT_LINE = re.compile(r"^(?:>|[^\S\n])*([^>\s][^\n]*)", re.MULTILINE)


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
    covered: LineRange | None = None  # None if nothing follows it


class MisspeltDirective(NamedTuple):
    start: int
    end: int
    problem: str  # describes the error


class SuppressionComments(NamedTuple):
    directives: tuple[SuppressionDirective, ...]  # in the order of the file
    misspelt: tuple[MisspeltDirective, ...]


def collect_suppressions(
    source: Source, blocks: Sequence[MarkdownBlock], suggestions: RuleSuggestions
) -> SuppressionComments:
    """Returns the directives and misspelt directives of a file."""
    directives: list[SuppressionDirective] = []
    misspelt: list[MisspeltDirective] = []
    for part in split_source(source, blocks):
        comments = list(find_comments(source, part))
        written: list[SuppressionDirective] = []
        for comment in comments:
            for start, end, suggestion in _split_statements(source.text, comment, suggestions):
                if suggestion:
                    misspelt.append(MisspeltDirective(start, end, f"write `{suggestion}`"))
                else:
                    written.append(_parse_directive(source.text, comment, start, end))
        if written:
            scopes = ScopeResolver(source, part, comments)
            directives += [item._replace(covered=scopes.resolve(item.comment, item.scope)) for item in written]
        misspelt += [MisspeltDirective(*misplaced) for misplaced in find_misplaced(part)]
    return SuppressionComments(tuple(sorted(directives, key=lambda item: item.start)), tuple(sorted(misspelt)))


def _split_statements(text: str, comment: Comment, suggestions: RuleSuggestions) -> Iterator[tuple[int, int, str]]:
    """Yields start, end and correct form of each statement, which may span lines; no correct form if it has that."""
    content = text[comment.content_start : comment.content_end]
    if not _may_be_suppression(content):
        return
    start, end, suggestion = -1, -1, ""
    for match in CONTENT_LINE.finditer(content):
        line = match[1].rstrip()
        is_directive = DIRECTIVE.match(line) is not None
        suggested = "" if is_directive else suggest_directive(line, suggestions)
        if is_directive or suggested:
            if start >= 0:
                yield start, end, suggestion
            start, suggestion = comment.content_start + match.start(1), suggested
        end = comment.content_start + match.start(1) + len(line)
    if start >= 0:
        yield start, end, suggestion


def _may_be_suppression(content: str) -> bool:
    lower = content.lower()
    return "advis" in lower or any(verb in lower for verb in VERBS)


def _parse_directive(text: str, comment: Comment, start: int, end: int) -> SuppressionDirective:
    opening = DIRECTIVE.match(text, start, end)
    assert opening is not None
    rest = text[opening.end() : end]
    reason_mark = REASON.search(rest)
    rule_list = RULE_LIST.match(rest)
    names = rest[: reason_mark.start()] if reason_mark else rule_list[0] if rule_list else ""
    rules = tuple(RuleName(word[0], opening.end() + word.start(), opening.end() + word.end())
                  for word in RULE_NAME.finditer(names))
    reason = " ".join(rest[reason_mark.end() :].split()) if reason_mark else ""
    has_words = any(map(str.isalnum, reason))
    return SuppressionDirective(comment, (opening[1] or LINE).lower(), rules, reason if has_words else "", start, end)
