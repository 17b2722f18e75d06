"""Mutation testing of a pack: each small change should make a case or an example fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.engine import Engine
from advisor.engine.compile import compile_pack
from advisor.errors import RulebookError
from advisor.linter.check_registry import find_check
from advisor.model.pack import Pack
from advisor.model.rule import Rule, RuleCase
from advisor.rulebook.terms import build_terms
from advisor.text.source import Span
from advisor.verification.cases import fails
from advisor.verification.examples import ExampleSuite
from advisor.verification.mutants import mutate_practice, mutate_rule


class Survivor(NamedTuple):
    """A mutant that no case and no example kills."""

    id: str
    change: str
    span: Span | None


class MutationReport(NamedTuple):
    """The number of mutants tried, and the survivors."""

    tried: int
    survivors: tuple[Survivor, ...]

    @property
    def score(self) -> float:
        """Share of mutants killed (mutation score)."""
        return (self.tried - len(self.survivors)) / self.tried if self.tried else 1.0


def run_mutation_tests(pack: Pack) -> MutationReport:
    """Runs the cases and examples of a pack against its mutants; all must pass on the pack itself.

    Raises RulebookError if a condition expands to too many boxes.
    """
    outcomes = [*_rule_mutants(pack), *_practice_mutants(pack)]
    return MutationReport(len(outcomes), tuple(survivor for survivor in outcomes if survivor is not None))


def _rule_mutants(pack: Pack) -> Iterator[Survivor | None]:
    terms = build_terms(pack)
    for index, rule in enumerate(pack.rules):
        cases = _likeliest_first(rule, pack.cases)
        for change, changed in mutate_rule(rule):
            rules = (*pack.rules[:index], changed, *pack.rules[index + 1:])
            try:
                engine = Engine(compile_pack(pack.model_copy(update={"rules": rules})), terms)
            except RulebookError:
                yield None
                continue
            killed = any(fails(case, engine) for case in cases)
            yield None if killed else Survivor(rule.id, change, pack.spans.get(rule.id))


def _practice_mutants(pack: Pack) -> Iterator[Survivor | None]:
    examples = ExampleSuite(pack)
    judged = (practice for practice in examples.practices.values()
              if not practice.check or find_check(practice.check).has_examples)
    for practice in judged:
        own = [example for example in examples.examples if examples.is_about(example, practice.id)]
        for change, changed in mutate_practice(practice):
            practices = {**examples.practices, practice.id: changed}
            killed = any(examples.failures(example, practices) for example in own)
            yield None if killed else Survivor(practice.id, change, pack.spans.get(practice.id))


def _likeliest_first(rule: Rule, cases: tuple[RuleCase, ...]) -> list[RuleCase]:
    return sorted(cases, key=lambda case: rule.id not in (*case.fires, *case.silent))
