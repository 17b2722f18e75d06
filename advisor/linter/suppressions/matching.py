"""Directives against findings: which silences which."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

from advisor.linter.suppressions.directives import Directive
from advisor.linter.suppressions.found import Placed
from advisor.model.checked import Noted, Silence

ABOUT_COMMENTS = frozenset((
    "misspelt-suppression", "stale-baseline-entry", "suppression-without-reason", "unknown-suppression",
    "unused-suppression"))


def matched(placed: Sequence[Placed], noted: Sequence[Noted], known_rules: Collection[str],
            ) -> tuple[list[Noted], set[tuple[int, str]]]:
    """Returns findings with what silences them, and which directives silence one: their start and the rule.

    A finding is silenced by the directive that speaks for the fewest lines, and of equals by the first; another one
    that covers it too is of no use.
    """
    lines: dict[str, list[tuple[int, int]]] = {}  # rule -> lines of its findings, with their numbers
    for number, one in enumerate(noted):
        if one.silence is None:
            lines.setdefault(one.finding.rule, []).append((one.finding.span.line, number))
    open_ones = {rule: _Open(sorted(found)) for rule, found in lines.items()}
    because: dict[int, str] = {}
    uses: set[tuple[int, str]] = set()
    for directive, region in sorted(placed, key=_narrow_first):
        if region is None or not directive.reason:
            continue
        for word in directive.rules:
            rule = word.text
            taken = open_ones[rule].take(*region) if rule in open_ones and may_silence(rule, known_rules) else ()
            if taken:
                uses.add((directive.start, rule))
            because.update(dict.fromkeys(taken, directive.reason))
    return [one._replace(silence=Silence("comment", because[number])) if number in because else one
            for number, one in enumerate(noted)], uses


def may_silence(rule: str, known_rules: Collection[str]) -> bool:
    """Returns whether a comment can silence a rule; what is found about comments is mended and not silenced."""
    return rule in known_rules and rule not in ABOUT_COMMENTS


def is_of_use(directive: Directive, rule: str, uses: Collection[tuple[int, str]]) -> bool:
    """Returns whether a directive silences a finding of a rule."""
    return (directive.start, rule) in uses


def _narrow_first(one: Placed) -> tuple[int, int]:
    region = one.region
    return (region.last - region.first if region else 0, one.directive.start)


class _Open:
    """The findings of one rule that nothing silences yet, by line; each is met but once."""

    def __init__(self, found: list[tuple[int, int]]) -> None:
        self.lines = [line for line, _ in found]
        self.numbers = [number for _, number in found]
        self._next = list(range(len(found) + 1))  # of each index, the first at or after it that is open

    def take(self, first: int, last: int) -> list[int]:
        """Returns the numbers of the open findings in a range of lines, which then are no longer open."""
        taken = []
        at = self._open_from(bisect_left(self.lines, first))
        while at < len(self.lines) and self.lines[at] <= last:
            taken.append(self.numbers[at])
            self._next[at] = at + 1
            at = self._open_from(at + 1)
        return taken

    def _open_from(self, at: int) -> int:
        found = at
        while self._next[found] != found:
            found = self._next[found]
        while self._next[at] != found:
            self._next[at], at = found, self._next[at]
        return found
