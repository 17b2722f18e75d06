"""Collects the suppression comments of a file: directives with the lines they cover, and misspelt ones."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.linter.suppressions.comments import Comment, comments_of, strays_of
from advisor.linter.suppressions.directives import DIRECTIVE, Directive, directive_of, statements_in
from advisor.linter.suppressions.guesses import Guesses
from advisor.linter.suppressions.lookalikes import instead_of
from advisor.linter.suppressions.parts import Part, parts_of
from advisor.linter.suppressions.regions import Region, Regions
from advisor.linter.suppressions.scopes import Scopes
from advisor.linter.suppressions.signs import may_be_one
from advisor.readers.markdown import Block
from advisor.source import Source
from advisor.source.frozen import NamedTuple


class Placed(NamedTuple):
    directive: Directive
    region: Region | None  # the lines it covers; None if nothing follows it


class LookAlike(NamedTuple):
    start: int
    end: int
    says: str  # describes the error


class Found(NamedTuple):
    placed: tuple[Placed, ...]  # in the order of the file
    lookalikes: tuple[LookAlike, ...]


def found_in(source: Source, blocks: Sequence[Block], suggestions: Guesses) -> Found:
    """Returns the directives and misspelt directives of a file."""
    placed: list[Placed] = []
    lookalikes: list[LookAlike] = []
    for part in parts_of(source, blocks):
        comments = list(comments_of(source, part, blocks))
        directives = _parse_directives(source, comments, suggestions, lookalikes)
        if directives:
            regions = Regions(source, blocks, part.lines) if part.notation == "markdown" else None
            scopes = Scopes(part, comments, regions)
            placed += [Placed(directive, scopes.of(directive)) for directive in directives]
        lookalikes += _misplaced(part)
    placed.sort(key=lambda item: item.directive.start)
    lookalikes.sort()
    return Found(tuple(placed), tuple(lookalikes))


def _parse_directives(source: Source, comments: Sequence[Comment], suggestions: Guesses,
                      lookalikes: list[LookAlike]) -> list[Directive]:
    """Returns the directives of comments; appends misspelt ones to `lookalikes`."""
    directives = []
    for comment in comments:
        if not may_be_one(source.text[comment.inner : comment.inner_end]):
            continue
        for statement in statements_in(source, comment, lambda line: bool(
                DIRECTIVE.match(line) or instead_of(line, suggestions))):
            directive = directive_of(source, statement)
            if directive is not None:
                directives.append(directive)
            else:
                suggestion = instead_of(source.text[statement.start : statement.end], suggestions)
                lookalikes.append(LookAlike(statement.start, statement.end, f"write `{suggestion}`"))
    return directives


def _misplaced(part: Part) -> list[LookAlike]:
    return [LookAlike(*stray) for stray in strays_of(part)]
