"""Collects the suppression comments of a file: directives with the lines they cover, and misspelt ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.linter.suppressions.comments import Comment, find_comments, find_misplaced
from advisor.linter.suppressions.directives import DIRECTIVE, SuppressionDirective, parse_directive, split_statements
from advisor.linter.suppressions.misspelt_directives import suggest_directive
from advisor.linter.suppressions.parts import SourcePart, split_source
from advisor.linter.suppressions.prefilter import may_be_suppression
from advisor.linter.suppressions.regions import LineRange, MarkdownRegions
from advisor.linter.suppressions.rule_suggestions import RuleSuggestions
from advisor.linter.suppressions.scopes import ScopeResolver
from advisor.text.source import Source


class ScopedDirective(NamedTuple):
    directive: SuppressionDirective
    region: LineRange | None  # the lines it covers; None if nothing follows it


class MisspeltDirective(NamedTuple):
    start: int
    end: int
    problem: str  # describes the error


class SuppressionComments(NamedTuple):
    directives: tuple[ScopedDirective, ...]  # in the order of the file
    misspelt: tuple[MisspeltDirective, ...]


def collect_suppressions(
    source: Source, blocks: Sequence[MarkdownBlock], suggestions: RuleSuggestions
) -> SuppressionComments:
    """Returns the directives and misspelt directives of a file."""
    placed: list[ScopedDirective] = []
    lookalikes: list[MisspeltDirective] = []
    for part in split_source(source, blocks):
        comments = list(find_comments(source, part, blocks))
        directives = _parse_directives(source, comments, suggestions, lookalikes)
        if directives:
            regions = MarkdownRegions(source, blocks, part.lines) if part.notation == "markdown" else None
            scopes = ScopeResolver(part, comments, regions)
            placed += [ScopedDirective(directive, scopes.resolve(directive)) for directive in directives]
        lookalikes += _misplaced(part)
    placed.sort(key=lambda item: item.directive.start)
    lookalikes.sort()
    return SuppressionComments(tuple(placed), tuple(lookalikes))


def _parse_directives(source: Source, comments: Sequence[Comment], suggestions: RuleSuggestions,
                      lookalikes: list[MisspeltDirective]) -> list[SuppressionDirective]:
    """Returns the directives of comments; appends misspelt ones to `lookalikes`."""
    directives = []
    for comment in comments:
        if not may_be_suppression(source.text[comment.content_start : comment.content_end]):
            continue
        for statement in split_statements(source, comment, lambda line: bool(
                DIRECTIVE.match(line) or suggest_directive(line, suggestions))):
            directive = parse_directive(source, statement)
            if directive is not None:
                directives.append(directive)
            else:
                suggestion = suggest_directive(source.text[statement.start : statement.end], suggestions)
                lookalikes.append(MisspeltDirective(statement.start, statement.end, f"write `{suggestion}`"))
    return directives


def _misplaced(part: SourcePart) -> list[MisspeltDirective]:
    return [MisspeltDirective(*stray) for stray in find_misplaced(part)]
