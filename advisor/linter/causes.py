"""Which facts brought about another decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from advisor.model.comparison import Change

if TYPE_CHECKING:
    from advisor.engine import Engine

Facts = Mapping[str, Any]


def changed(before: Facts, after: Facts) -> tuple[Change, ...]:
    """Returns every fact that differs, in the order of the facts."""
    return tuple(Change(name, before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after))
                 if before.get(name) != after.get(name))


def causes(engine: Engine, before: Facts, after: Facts) -> tuple[Change, ...]:
    """Returns changes that suffice for the later decision, none of which can be left out."""
    target = _answer(engine, after)
    needed = list(changed(before, after))
    if _answer(engine, before) == target:
        return ()
    while (fewer := _without_one(engine, before, needed, target)) is not None:
        needed = fewer
    return tuple(needed)


def _without_one(engine: Engine, before: Facts, needed: list[Change],
                 target: tuple[str | None, bool]) -> list[Change] | None:
    """One change less that still suffices, if there is one; leaving out one may make another needless."""
    for change in needed:
        without = [other for other in needed if other is not change]
        if _answer(engine, _with(before, without)) == target:
            return without
    return None


def _answer(engine: Engine, facts: Facts) -> tuple[str | None, bool]:
    decision = engine.decide(facts)
    return decision.pattern, decision.status == "conflict"


def _with(facts: Facts, changes: list[Change]) -> dict[str, Any]:
    merged = {**facts, **{change.fact: change.after for change in changes}}
    return {name: value for name, value in merged.items() if value is not None}
