"""The pack as one sum: for every rule that holds, one number that carries its points for all patterns.

A language of expressions is at its best when it adds up numbers once, so that is what the peers are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.model.pack import Pack
from advisor.model.rule import Rule
from benchmarks.conditions import Formula, Language, when_true

EXACT_FLOAT = 2**53
CONTRADICTION = -EXACT_FLOAT  # no sum is as low


class Term(NamedTuple):
    """A rule of a sum: when it holds, and what it then adds."""

    formula: Formula | None  # None where it always holds
    amount: int


class Sum(NamedTuple):
    """Points of all rules, side by side in one number; those that begin with the same answer stand together."""

    contradictions: tuple[Formula, ...]
    base: int
    question: str
    if_yes: tuple[Term, ...]
    if_no: tuple[Term, ...]
    always_asked: tuple[Term, ...]

    def write(self, language: Language) -> str:
        """Returns the sum as one expression with `? :`."""
        contradictions = f" {language.either} ".join(language.write(part, inner=True) for part in self.contradictions)
        yes, no = _plus(self.if_yes, language), _plus(self.if_no, language)
        grouped = f"({self.question} == true ? {yes} : ({self.question} == false ? {no} : 0))"
        rest = _plus(self.always_asked, language)
        return f"({contradictions}) ? {CONTRADICTION} : ({self.base} + {grouped} + {rest})"


class Scoreboard:
    """How points stand side by side in one number, and which pattern a number puts ahead."""

    def __init__(self, pack: Pack) -> None:
        self.patterns = [pattern.name for pattern in pack.patterns]
        self.scoring = [rule for rule in pack.rules if rule.favours or rule.excludes]
        self.roles = pack.roles
        amounts = [self._amounts(rule) for rule in self.scoring]
        self.least: list[int] = [sum(min(amount, 0) for amount in column) for column in zip(*amounts, strict=True)]
        most = [sum(max(amount, 0) for amount in column) for column in zip(*amounts, strict=True)]
        self.sizes = [high - low + 1 for low, high in zip(self.least, most, strict=True)]
        self.steps: list[int] = [1]
        for size in self.sizes:
            self.steps.append(self.steps[-1] * size)
        if self.steps[-1] >= EXACT_FLOAT:
            raise ValueError("The points of this pack do not fit into one number that every peer can add exactly.")
        self._winners: dict[int, str | None] = {CONTRADICTION: None}

    def amount(self, rule: Rule) -> int:
        """Returns what a rule adds."""
        return sum(step * amount for step, amount in zip(self.steps, self._amounts(rule), strict=False))

    def base(self) -> int:
        """Returns the number from which a sum starts, so that nothing falls below zero."""
        return -sum(step * low for step, low in zip(self.steps, self.least, strict=False))

    def winner(self, total: float) -> str | None:
        """Returns the pattern that a sum puts ahead; sums seen before are remembered."""
        found: str | None = self._winners.get(total, "")  # type: ignore[call-overload]
        if found == "":
            found = self._winners[int(total)] = self._winner(int(total))
        return found

    def _winner(self, total: int) -> str | None:
        count = len(self.patterns)
        digits = [total // step % size + low
                  for step, size, low in zip(self.steps, self.sizes, self.least, strict=False)]
        keys = {name: (digits[place], digits[count + place]) for place, name in enumerate(self.patterns)
                if not digits[2 * count + place]}
        best = max(keys.values(), default=None)
        ahead = [name for name, key in keys.items() if key == best]
        return ahead[0] if len(ahead) == 1 else None

    def _amounts(self, rule: Rule) -> list[int]:
        points = [rule.favours.get(name, 0) for name in self.patterns]
        scenario = points if self.roles[rule.id] == "scenario" else [0] * len(points)
        return [*points, *scenario, *(int(name in rule.excludes) for name in self.patterns)]


def sum_of(pack: Pack, board: Scoreboard, question: str = "needs_response") -> Sum:
    """Returns a pack as one sum, grouped by the answers to one question."""
    contradictions = tuple(when_true(rule.when) for rule in pack.rules if pack.roles[rule.id] == "conflict")
    groups: dict[bool | None, list[Term]] = {True: [], False: [], None: []}
    for rule in board.scoring:
        answer = rule.when.get(question)
        rest = {name: test for name, test in rule.when.items() if name != question} if isinstance(answer, bool) \
            else rule.when
        group = groups[answer if isinstance(answer, bool) else None]
        group.append(Term(when_true(rest) if rest else None, board.amount(rule)))
    return Sum(contradictions, board.base(), question, tuple(groups[True]), tuple(groups[False]), tuple(groups[None]))


def completed(facts: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    """Returns facts with those that follow from numbers, and null for every fact that is unknown."""
    names = (*(fact.name for fact in pack.vocabulary.needs), *(c.fact for c in pack.vocabulary.comparisons))
    whole: dict[str, Any] = {**dict.fromkeys(names), **facts}
    for bands in pack.vocabulary.bands:
        number = whole[bands.from_fact]
        if number is not None:
            whole[bands.fact] = max((least, value) for value, least in bands.bands.items() if least <= number)[1]
    for c in pack.vocabulary.comparisons:
        if whole[c.smaller] is not None and whole[c.larger] is not None:
            whole[c.fact] = whole[c.smaller] <= whole[c.larger]
    return whole


def known(facts: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    """Returns facts with those that follow from numbers; what is unknown is absent."""
    return {name: value for name, value in completed(facts, pack).items() if value is not None}


def _plus(terms: tuple[Term, ...], language: Language) -> str:
    return "(" + " + ".join(str(amount) if formula is None else f"({language.write(formula)} ? {amount} : 0)"
                            for formula, amount in terms) + ")"
