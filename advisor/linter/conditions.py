"""Conditions over facts in three-valued logic (strong Kleene): true, false, or None if undecided by unknown facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from advisor.model.practice import Condition
from advisor.source.frozen import NamedTuple

Facts: TypeAlias = Mapping[str, Any]
Test: TypeAlias = Callable[[Facts], bool | None]
Holds: TypeAlias = Callable[[Any], bool]


class Compiled(NamedTuple):
    """A condition as a function of the facts, with its parts."""

    test: Test
    fact: str  # the fact it reads; empty for a compound condition
    parts: tuple[Compiled, ...] = ()
    negates: bool = False


def compiled(condition: Condition) -> Compiled:
    """Compiles a condition; an empty one is always true."""
    return _all([_compile_part(name, test) for name, test in condition.items()])


def both(first: Compiled, second: Compiled) -> Compiled:
    """Returns the conjunction of two conditions."""
    return _all([part for part in (first, second) if part.fact or part.parts])


def _compile_part(name: str, test: Any) -> Compiled:
    match name:
        case "not":
            return _negation(compiled(test))
        case "all":
            return _all([compiled(part) for part in test])
        case "any":
            return _any([compiled(part) for part in test])
    if isinstance(test, Mapping) and "stated" in test:
        return Compiled(_stated_test(name, test["stated"]), name)
    return Compiled(_fact_test(name, test), name)


def _fact_test(name: str, test: Any) -> Test:
    holds = _compile_test(test)

    def fact(facts: Facts) -> bool | None:
        value = facts.get(name)
        return None if value is None else holds(value)

    return fact


def _stated_test(name: str, wanted: bool) -> Test:
    return lambda facts: (name in facts) is wanted


def _all(parts: Sequence[Compiled]) -> Compiled:
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

    return Compiled(every, "", tuple(parts))


def _any(parts: Sequence[Compiled]) -> Compiled:
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

    return Compiled(some, "", tuple(parts))


def _negation(part: Compiled) -> Compiled:
    test = part.test

    def negated(facts: Facts) -> bool | None:
        result = test(facts)
        return None if result is None else not result

    return Compiled(negated, "", (part,), negates=True)


def _compile_test(test: Any) -> Holds:
    """Compiles a test of a known value; a stated absence is not a number, so it fails every comparison."""
    match test:
        case Mapping():
            tests = [_comparison(comparator, operand) for comparator, operand in test.items()]
            return tests[0] if len(tests) == 1 else lambda value: all(holds(value) for holds in tests)
        case list() | tuple():
            return _comparison("in", test)
    return _comparison("is", test)


def _comparison(comparator: str, operand: Any) -> Holds:
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
