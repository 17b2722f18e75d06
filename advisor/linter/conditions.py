"""Conditions over facts in three-valued logic (strong Kleene): true, false, or None if undecided by unknown facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from advisor.model.interaction import Facts
from advisor.model.practice import Condition

FactTest: TypeAlias = Callable[[Facts], bool | None]
ValueTest: TypeAlias = Callable[[Any], bool]


class CompiledCondition(NamedTuple):
    """A condition as a function of the facts, with its parts."""

    test: FactTest
    fact: str  # the fact it reads; empty for a compound condition
    parts: tuple[CompiledCondition, ...] = ()
    negates: bool = False


def compile_condition(condition: Condition) -> CompiledCondition:
    """Compiles a condition; an empty one is always true."""
    return _all([_compile_part(name, test) for name, test in condition.items()])


def conjunction(first: CompiledCondition, second: CompiledCondition) -> CompiledCondition:
    """Returns the conjunction of two conditions."""
    return _all([part for part in (first, second) if part.fact or part.parts])


def _compile_part(name: str, test: Any) -> CompiledCondition:
    match name:
        case "not":
            return _negation(compile_condition(test))
        case "all":
            return _all([compile_condition(part) for part in test])
        case "any":
            return _any([compile_condition(part) for part in test])
    if isinstance(test, Mapping) and "stated" in test:
        return CompiledCondition(_stated_test(name, test["stated"]), name)
    return CompiledCondition(_fact_test(name, test), name)


def _fact_test(name: str, test: Any) -> FactTest:
    holds = _compile_test(test)

    def fact(facts: Facts) -> bool | None:
        value = facts.get(name)
        return None if value is None else holds(value)

    return fact


def _stated_test(name: str, wanted: bool) -> FactTest:
    return lambda facts: (name in facts) is wanted


def _all(parts: Sequence[CompiledCondition]) -> CompiledCondition:
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.test for part in parts)

    def every(facts: Facts) -> bool | None:
        truth: bool | None = True
        for test in tests:
            result = test(facts)
            if result is False:
                return False
            if result is None:
                truth = None
        return truth

    return CompiledCondition(every, "", tuple(parts))


def _any(parts: Sequence[CompiledCondition]) -> CompiledCondition:
    tests = tuple(part.test for part in parts)

    def some(facts: Facts) -> bool | None:
        truth: bool | None = False
        for test in tests:
            result = test(facts)
            if result:
                return True
            if result is None:
                truth = None
        return truth

    return CompiledCondition(some, "", tuple(parts))


def _negation(part: CompiledCondition) -> CompiledCondition:
    test = part.test

    def negated(facts: Facts) -> bool | None:
        result = test(facts)
        return None if result is None else not result

    return CompiledCondition(negated, "", (part,), negates=True)


def _compile_test(test: Any) -> ValueTest:
    """Compiles a test of a known value; a stated absence is not a number, so it fails every comparison."""
    match test:
        case Mapping():
            tests = [_comparison(comparator, operand) for comparator, operand in test.items()]
            return tests[0] if len(tests) == 1 else lambda value: all(holds(value) for holds in tests)
        case list() | tuple():
            return _comparison("in", test)
    return _comparison("is", test)


def _comparison(comparator: str, operand: Any) -> ValueTest:
    match comparator:
        case "at_least":
            return lambda value: not isinstance(value, str) and bool(value >= operand)
        case "at_most":
            return lambda value: not isinstance(value, str) and bool(value <= operand)
        case "in":
            allowed = frozenset(operand)
            return lambda value: value in allowed
        case "is":
            return lambda value: bool(value == operand)
    raise ValueError(f"unknown comparator {comparator}")


def blocking_facts(condition: CompiledCondition, facts: Facts) -> tuple[str, ...]:
    """Returns the unknown facts that leave a condition undecided; irrelevant ones are left out."""
    if condition.fact:
        return (condition.fact,)
    return tuple(dict.fromkeys(_unknown_facts(condition, facts)))


def deciding_facts(condition: CompiledCondition, facts: Facts) -> tuple[str, ...]:
    """Returns the known facts that make a condition true, in its order."""
    return tuple(dict.fromkeys(name for name in _true_facts(condition, facts) if name in facts))


def _unknown_facts(condition: CompiledCondition, facts: Facts) -> Iterator[str]:
    if condition.test(facts) is not None:
        return
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _unknown_facts(part, facts)


def _true_facts(condition: CompiledCondition, facts: Facts) -> Iterator[str]:
    if not condition.test(facts):
        return
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _facts_read(part) if condition.negates else _true_facts(part, facts)


def _facts_read(condition: CompiledCondition) -> Iterator[str]:
    if condition.fact:
        yield condition.fact
    for part in condition.parts:
        yield from _facts_read(part)
