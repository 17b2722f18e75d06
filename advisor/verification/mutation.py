"""How much the cases and examples of a pack notice: each small change to it should break a promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.engine import Engine
from advisor.engine.compile import compile_pack
from advisor.errors import RulebookError
from advisor.model.check import BEYOND_TEXT
from advisor.model.pack import Pack
from advisor.model.rule import Case, Rule
from advisor.rulebook.terms import terms_of
from advisor.source import Span
from advisor.verification.cases import breaks
from advisor.verification.examples import Examples
from advisor.verification.mutants import mutants_of_practice, mutants_of_rule


class Survivor(NamedTuple):
    """A change that no case and no example notices."""

    id: str
    change: str
    span: Span | None


class Mutation(NamedTuple):
    """How many changes were tried, and which went unnoticed."""

    tried: int
    survivors: tuple[Survivor, ...]

    @property
    def share(self) -> float:
        """The part of the changes that is noticed."""
        return (self.tried - len(self.survivors)) / self.tried if self.tried else 1.0


def mutate(pack: Pack) -> Mutation:
    """Returns which small changes to a pack its cases and examples notice; all of them must hold beforehand.

    Raises RulebookError for a condition that spreads into too many cases.
    """
    outcomes = [*_rules(pack), *_practices(pack)]
    return Mutation(len(outcomes), tuple(survivor for survivor in outcomes if survivor is not None))


def _rules(pack: Pack) -> Iterator[Survivor | None]:
    terms = terms_of(pack)
    for place, rule in enumerate(pack.rules):
        cases = _likeliest_first(rule, pack.cases)
        for change, changed in mutants_of_rule(rule):
            rules = (*pack.rules[:place], changed, *pack.rules[place + 1:])
            try:
                engine = Engine(compile_pack(pack.model_copy(update={"rules": rules})), terms)
            except RulebookError:
                yield None
                continue
            noticed = any(breaks(case, engine) for case in cases)
            yield None if noticed else Survivor(rule.id, change, pack.spans.get(rule.id))


def _practices(pack: Pack) -> Iterator[Survivor | None]:
    examples = Examples(pack)
    judged = (practice for practice in examples.practices.values() if practice.check not in BEYOND_TEXT)
    for practice in judged:
        own = [shown for shown in examples.shown if examples.is_about(shown, practice.id)]
        for change, changed in mutants_of_practice(practice):
            practices = {**examples.practices, practice.id: changed}
            noticed = any(examples.failures(shown, practices) for shown in own)
            yield None if noticed else Survivor(practice.id, change, pack.spans.get(practice.id))


def _likeliest_first(rule: Rule, cases: tuple[Case, ...]) -> list[Case]:
    return sorted(cases, key=lambda case: rule.id not in (*case.fires, *case.silent))
