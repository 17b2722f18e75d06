"""Misspelt names of services, facts, patterns and keys: the word that is meant for certain takes their place."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.errors import Problem
from advisor.model.checked import Edit, Fix
from advisor.model.finding import Finding
from advisor.notation.quote import quoted
from advisor.source import Span
from advisor.source.regex import regex

PLAIN = regex(r"[\w.-]+(?: [\w.-]+)*")
QUOTED = regex(r""""([^"\\\n]*)"|'([^'\n]*)'""")


class Words:
    """The problems of a document that a single word solves."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._meant = {(problem.span.start, problem.span.end): problem.replacement
                       for problem in problems if problem.span is not None and problem.replacement}

    def fix(self, finding: Finding) -> Fix | None:
        """Returns what mends a misspelt word."""
        word = self._meant.get((finding.span.start, finding.span.end), "")
        place = _place(finding.span)
        if place is None or not PLAIN.fullmatch(word):
            return None
        return Fix(f"Write {quoted(word)}.", (Edit(*place, word),), True)


def _place(span: Span) -> tuple[int, int] | None:
    """Returns where the word itself stands, without quotes; None where it is not written as it reads."""
    text = span.source.text
    if found := QUOTED.match(text, span.start):
        return found.span(1 if found[1] is not None else 2)
    if found := PLAIN.fullmatch(text, span.start, span.end):
        return found.span()
    return None
