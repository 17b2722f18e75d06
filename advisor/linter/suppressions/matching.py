"""Matches directives with the findings that they suppress."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

from advisor.linter.suppressions.collect import ScopedDirective
from advisor.linter.suppressions.directives import SuppressionDirective
from advisor.model.finding import ReportedFinding, Suppression

COMMENT_RULES = frozenset((
    "misspelt-suppression", "stale-baseline-entry", "suppression-without-reason", "unknown-suppression",
    "unused-suppression"))


def match_suppressions(
    placed: Sequence[ScopedDirective], noted: Sequence[ReportedFinding], known_rules: Collection[str]
) -> tuple[list[ReportedFinding], set[tuple[int, str]]]:
    """Returns findings, suppressed by directives, and the (start, rule) of each directive in use.

    The directive that covers the fewest lines suppresses a finding, the first one in a tie; others that cover it
    are unused.
    """
    lines: dict[str, list[tuple[int, int]]] = {}  # rule -> lines of its findings, with their numbers
    for index, reported in enumerate(noted):
        if reported.suppression is None:
            lines.setdefault(reported.finding.rule, []).append((reported.finding.span.line, index))
    unmatched = {rule: _OpenFindings(sorted(numbered)) for rule, numbered in lines.items()}
    reasons: dict[int, str] = {}
    uses: set[tuple[int, str]] = set()
    for directive, region in sorted(placed, key=_narrow_first):
        if region is None or not directive.reason:
            continue
        for word in directive.rules:
            rule = word.text
            taken = unmatched[rule].take(*region) if rule in unmatched and can_suppress(rule, known_rules) else ()
            if taken:
                uses.add((directive.start, rule))
            reasons.update(dict.fromkeys(taken, directive.reason))
    return [reported._replace(suppression=Suppression("comment", reasons[index])) if index in reasons else reported
            for index, reported in enumerate(noted)], uses


def can_suppress(rule: str, known_rules: Collection[str]) -> bool:
    """Returns whether a comment can suppress a rule; findings about comments cannot be suppressed."""
    return rule in known_rules and rule not in COMMENT_RULES


def is_used(directive: SuppressionDirective, rule: str, uses: Collection[tuple[int, str]]) -> bool:
    """Returns whether a directive suppresses a finding of a rule."""
    return (directive.start, rule) in uses


def _narrow_first(placed: ScopedDirective) -> tuple[int, int]:
    region = placed.region
    return (region.last - region.first if region else 0, placed.directive.start)


class _OpenFindings:
    """The findings of one rule that are not suppressed yet, by line: a union-find visits each once."""

    def __init__(self, numbered_lines: list[tuple[int, int]]) -> None:
        self.lines = [line for line, _ in numbered_lines]
        self.numbers = [number for _, number in numbered_lines]
        self._next = list(range(len(numbered_lines) + 1))  # union-find parents: roots are open

    def take(self, first: int, last: int) -> list[int]:
        """Removes the open findings in a range of lines, and returns their numbers."""
        taken = []
        index = self._open_from(bisect_left(self.lines, first))
        while index < len(self.lines) and self.lines[index] <= last:
            taken.append(self.numbers[index])
            self._next[index] = index + 1
            index = self._open_from(index + 1)
        return taken

    def _open_from(self, index: int) -> int:
        root = index
        while self._next[root] != root:
            root = self._next[root]
        while self._next[index] != root:
            self._next[index], index = root, self._next[index]
        return root
