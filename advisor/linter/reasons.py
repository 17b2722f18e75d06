"""Why a condition is true, or for what it waits."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.conditions import Compiled, Facts


def waits_for(condition: Compiled, facts: Facts) -> tuple[str, ...]:
    """Returns the unknown facts for which a condition is open; those that cannot settle it are left out."""
    if condition.fact:
        return (condition.fact,)
    return tuple(dict.fromkeys(_open(condition, facts)))


def true_by(condition: Compiled, facts: Facts) -> tuple[str, ...]:
    """Returns the known facts by which a condition is true, in its own order."""
    return tuple(dict.fromkeys(name for name in _true(condition, facts) if name in facts))


def _open(condition: Compiled, facts: Facts) -> Iterator[str]:
    if condition.test(facts) is not None:
        return
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _open(part, facts)


def _true(condition: Compiled, facts: Facts) -> Iterator[str]:
    if not condition.test(facts):
        return
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _read(part) if condition.negates else _true(part, facts)


def _read(condition: Compiled) -> Iterator[str]:
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _read(part)
