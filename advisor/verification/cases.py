"""The pack's own cases, run."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.engine import Engine
from advisor.engine.compile import compile_pack
from advisor.model.pack import Pack
from advisor.model.recommendation import Recommendation
from advisor.model.rule import Case
from advisor.rulebook.terms import terms_of
from advisor.verification.verdict import CaseResult, Failure


def run_cases(pack: Pack) -> tuple[CaseResult, ...]:
    """Returns, for each case of a pack, in what it fails.

    Raises RulebookError for a condition that spreads into too many cases.
    """
    if not pack.cases:
        return ()
    engine = Engine(compile_pack(pack), terms_of(pack))
    return tuple(CaseResult(case.id, case.title, tuple(_failures(case, engine.recommend(dict(case.facts)))))
                 for case in pack.cases)


def breaks(case: Case, engine: Engine) -> bool:
    """Returns whether a case fails; the short decision is looked at first, since it costs little."""
    if case.pattern is not None or case.status is not None:
        decision = engine.decide(dict(case.facts))
        if case.pattern not in (None, decision.pattern) or case.status not in (None, decision.status):
            return True
    if not (case.fires or case.silent or case.mentions):
        return False
    return any(_failures(case, engine.recommend(dict(case.facts))))


def _failures(case: Case, advised: Recommendation) -> Iterator[Failure]:
    if case.pattern is not None and case.pattern != advised.pattern:
        yield Failure("pattern", case.pattern, advised.pattern or "none")
    if case.status is not None and case.status != advised.status:
        yield Failure("status", case.status, advised.status)
    part = advised.taking_part
    yield from (Failure("fires", name, "it is silent") for name in case.fires if name not in part)
    yield from (Failure("silent", name, "it fires") for name in case.silent if name in part)
    said = [text.casefold() for text in _texts(advised)]
    for text in case.mentions:
        if not any(text.casefold() in one for one in said):
            yield Failure("mentions", text, "it is not said")


def _texts(value: object) -> Iterator[str]:
    """All texts of a recommendation, wherever in it they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
