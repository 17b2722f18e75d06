"""Conditions over known facts: true, false, or None where what is unknown decides (strong Kleene)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from advisor.model.practice import Condition
from advisor.source.frozen import NamedTuple

Facts: TypeAlias = Mapping[str, Any]
Test: TypeAlias = Callable[[Facts], bool | None]
Holds: TypeAlias = Callable[[Any], bool]


class Compiled(NamedTuple):
    """A condition as a function of the facts, with the parts it is made of."""

    test: Test
    fact: str  # that it reads; empty for one made of parts
    parts: tuple[Compiled, ...] = ()
    negates: bool = False


def compiled(condition: Condition) -> Compiled:
    """Returns a condition ready to be tested; an empty one is always true."""
    return _every([_part(name, test) for name, test in condition.items()])


def both(first: Compiled, second: Compiled) -> Compiled:
    """Returns the condition that two conditions hold."""
    return _every([part for part in (first, second) if part.fact or part.parts])


def _part(name: str, test: Any) -> Compiled:
    match name:
        case "not":
            return _not(compiled(test))
        case "all":
            return _every([compiled(part) for part in test])
        case "any":
            return _any([compiled(part) for part in test])
    if isinstance(test, Mapping) and "stated" in test:
        return Compiled(_stated(name, test["stated"]), name)
    return Compiled(_fact(name, test), name)


def _fact(name: str, test: Any) -> Test:
    holds = _holds(test)

    def fact(facts: Facts) -> bool | None:
        value = facts.get(name)
        return None if value is None else holds(value)

    return fact


def _stated(name: str, wanted: bool) -> Test:
    return lambda facts: (name in facts) is wanted


def _every(parts: Sequence[Compiled]) -> Compiled:
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.test for part in parts)

    def every(facts: Facts) -> bool | None:
        truth: bool | None = True
        for test in tests:
            found = test(facts)
            if found is False:
                return False
            if found is None:
                truth = None
        return truth

    return Compiled(every, "", tuple(parts))


def _any(parts: Sequence[Compiled]) -> Compiled:
    tests = tuple(part.test for part in parts)

    def some(facts: Facts) -> bool | None:
        truth: bool | None = False
        for test in tests:
            found = test(facts)
            if found:
                return True
            if found is None:
                truth = None
        return truth

    return Compiled(some, "", tuple(parts))


def _not(part: Compiled) -> Compiled:
    test = part.test

    def negated(facts: Facts) -> bool | None:
        found = test(facts)
        return None if found is None else not found

    return Compiled(negated, "", (part,), negates=True)


def _holds(test: Any) -> Holds:
    """What a known value must be; a stated absence is no number, so every comparison of it is false."""
    match test:
        case Mapping():
            tests = [_compares(comparator, operand) for comparator, operand in test.items()]
            return tests[0] if len(tests) == 1 else lambda value: all(holds(value) for holds in tests)
        case list() | tuple():
            return _compares("in", test)
    return _compares("is", test)


def _compares(comparator: str, operand: Any) -> Holds:
    match comparator:
        case "at_least":
            return lambda value: not isinstance(value, str) and bool(value >= operand)
        case "at_most":
            return lambda value: not isinstance(value, str) and bool(value <= operand)
        case "in":
            chosen = frozenset(operand)
            return lambda value: value in chosen
        case "is":
            return lambda value: bool(value == operand)
    raise ValueError(f"unknown comparator {comparator}")
