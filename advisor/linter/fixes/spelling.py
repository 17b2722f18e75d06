"""Fixes misspelt names of services, facts, patterns and keys if the intended word is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.errors import Problem
from advisor.model.finding import Finding, Fix, TextEdit
from advisor.text.quoting import quote_value
from advisor.text.source import Span

PLAIN = re.compile(r"[\w.-]+(?: [\w.-]+)*")
QUOTED = re.compile(r""""([^"\\\n]*)"|'([^'\n]*)'""")


class SpellingFixer:
    """The problems of a document that have a replacement word."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._replacements = {(problem.span.start, problem.span.end): problem.replacement
                              for problem in problems if problem.span is not None and problem.replacement}

    def fix(self, finding: Finding) -> Fix | None:
        """Returns the fix of a misspelt word, or None."""
        word = self._replacements.get((finding.span.start, finding.span.end), "")
        offsets = _word_offsets(finding.span)
        if offsets is None or not PLAIN.fullmatch(word):
            return None
        return Fix(f"Write {quote_value(word)}.", (TextEdit(*offsets, word),), True)


def _word_offsets(span: Span) -> tuple[int, int] | None:
    """Returns the offsets of a word without quotes, or None if it contains escapes."""
    text = span.source.text
    if match := QUOTED.match(text, span.start):
        return match.span(1 if match[1] is not None else 2)
    if match := PLAIN.fullmatch(text, span.start, span.end):
        return match.span()
    return None
