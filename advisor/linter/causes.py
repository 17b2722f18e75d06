"""Finds the changed facts that caused a different decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.model.comparison import FactChange
from advisor.model.interaction import Facts

if TYPE_CHECKING:
    from advisor.engine import Engine



def changed_facts(before: Facts, after: Facts) -> tuple[FactChange, ...]:
    """Returns every changed fact, in the order of the facts."""
    return tuple(FactChange(name, before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after))
                 if before.get(name) != after.get(name))


def find_causes(engine: Engine, before: Facts, after: Facts) -> tuple[FactChange, ...]:
    """Returns a minimal set of changes that leads to the later decision."""
    target = _answer(engine, after)
    required = list(changed_facts(before, after))
    if _answer(engine, before) == target:
        return ()
    while (fewer := _drop_one(engine, before, required, target)) is not None:
        required = fewer
    return tuple(required)


def _drop_one(engine: Engine, before: Facts, required: list[FactChange],
              target: tuple[str | None, bool]) -> list[FactChange] | None:
    """Returns the changes less one if they still suffice, or None; each removal may make another redundant."""
    for change in required:
        remaining = [other for other in required if other is not change]
        if _answer(engine, _apply(before, remaining)) == target:
            return remaining
    return None


def _answer(engine: Engine, facts: Facts) -> tuple[str | None, bool]:
    decision = engine.decide(facts)
    return decision.pattern, decision.status == "conflict"


def _apply(facts: Facts, changes: list[FactChange]) -> dict[str, Any]:
    merged = {**facts, **{change.fact: change.after for change in changes}}
    return {name: value for name, value in merged.items() if value is not None}
