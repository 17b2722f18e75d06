"""Explains a condition: the facts that make it true, or the unknown facts that block it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.conditions import Compiled, Facts


def waits_for(condition: Compiled, facts: Facts) -> tuple[str, ...]:
    """Returns the unknown facts that leave a condition undecided; irrelevant ones are left out."""
    if condition.fact:
        return (condition.fact,)
    return tuple(dict.fromkeys(_unknown_facts(condition, facts)))


def true_by(condition: Compiled, facts: Facts) -> tuple[str, ...]:
    """Returns the known facts that make a condition true, in its order."""
    return tuple(dict.fromkeys(name for name in _true_facts(condition, facts) if name in facts))


def _unknown_facts(condition: Compiled, facts: Facts) -> Iterator[str]:
    if condition.test(facts) is not None:
        return
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _unknown_facts(part, facts)


def _true_facts(condition: Compiled, facts: Facts) -> Iterator[str]:
    if not condition.test(facts):
        return
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _facts_read(part) if condition.negates else _true_facts(part, facts)


def _facts_read(condition: Compiled) -> Iterator[str]:
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _facts_read(part)
