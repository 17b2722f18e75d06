"""Runs the pack's own cases."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.engine import Engine
from advisor.engine.compile import compile_pack
from advisor.model.pack import Pack
from advisor.model.recommendation import Recommendation
from advisor.model.rule import RuleCase
from advisor.rulebook.terms import build_terms
from advisor.verification.report import CaseFailure, CaseResult


def run_cases(pack: Pack) -> tuple[CaseResult, ...]:
    """Returns the failures of each case of a pack.

    Raises RulebookError if a condition expands to too many boxes.
    """
    if not pack.cases:
        return ()
    engine = Engine(compile_pack(pack), build_terms(pack))
    return tuple(CaseResult(case.id, case.title, tuple(_failures(case, engine.recommend(dict(case.facts)))))
                 for case in pack.cases)


def fails(case: RuleCase, engine: Engine) -> bool:
    """Returns whether a case fails; checks the cheap decision before the full recommendation."""
    if case.pattern is not None or case.status is not None:
        decision = engine.decide(dict(case.facts))
        if case.pattern not in (None, decision.pattern) or case.status not in (None, decision.status):
            return True
    if not (case.fires or case.silent or case.mentions):
        return False
    return any(_failures(case, engine.recommend(dict(case.facts))))


def _failures(case: RuleCase, recommendation: Recommendation) -> Iterator[CaseFailure]:
    if case.pattern is not None and case.pattern != recommendation.pattern:
        yield CaseFailure("pattern", case.pattern, recommendation.pattern or "none")
    if case.status is not None and case.status != recommendation.status:
        yield CaseFailure("status", case.status, recommendation.status)
    fired_ids = recommendation.contributing_ids
    yield from (CaseFailure("fires", name, "it is silent") for name in case.fires if name not in fired_ids)
    yield from (CaseFailure("silent", name, "it fires") for name in case.silent if name in fired_ids)
    texts = [text.casefold() for text in _texts(recommendation)]
    for text in case.mentions:
        if not any(text.casefold() in candidate for candidate in texts):
            yield CaseFailure("mentions", text, "it is not said")


def _texts(value: object) -> Iterator[str]:
    """Yields all strings in a recommendation, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
