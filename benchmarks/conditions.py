"""When a condition of the pack is true, with `not` pushed down to the tests, and how languages write that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import dumps
from typing import Any, NamedTuple

OPPOSITES = {"is": "is_not", "in": "not_in", "at_least": "below", "at_most": "above"}
SIGNS = {"at_least": ">=", "at_most": "<=", "below": "<", "above": ">", "is": "==", "is_not": "!="}


class Test(NamedTuple):
    """One comparison of a fact; but for `stated`, it is true only where the fact is known."""

    fact: str
    comparator: str  # is, in, at_least, at_most, their opposites, or stated
    operand: Any


class Group(NamedTuple):
    word: str  # and, or
    parts: tuple[Any, ...]


Formula = Test | Group


def when_true(condition: Mapping[str, Any], positive: bool = True) -> Formula:
    """Returns what must hold for a condition to be true, or to be false; unknown is neither."""
    parts = [_entry(name, test, positive) for name, test in condition.items()]
    return _group("and" if positive else "or", parts)


def _entry(name: str, test: Any, positive: bool) -> Formula:
    if name == "not":
        return when_true(test, not positive)
    if name in ("all", "any"):
        return _group("and" if (name == "all") == positive else "or", [when_true(part, positive) for part in test])
    if not isinstance(test, Mapping):
        test = {"in" if isinstance(test, list | tuple) else "is": test}
    parts: list[Formula] = [_test(name, comparator, operand, positive) for comparator, operand in test.items()]
    return _group("and" if positive else "or", parts)


def _test(name: str, comparator: str, operand: Any, positive: bool) -> Test:
    if comparator == "stated":
        return Test(name, "stated", operand == positive)
    if isinstance(operand, list | tuple) and len(operand) == 1:
        comparator, operand = "is", operand[0]
    return Test(name, comparator if positive else OPPOSITES[comparator], operand)


def _group(word: str, parts: list[Formula]) -> Formula:
    flat: list[Formula] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Group) and part.word == word else [part])
    return flat[0] if len(flat) == 1 else Group(word, tuple(flat))


class Language(NamedTuple):
    """How a language of expressions writes formulas; unknown facts are its null."""

    both: str
    either: str
    null: str  # how it tests for null
    not_null: str
    literal: Callable[[Any], str]

    def write(self, formula: Formula, *, inner: bool = False) -> str:
        """Returns a formula as an expression."""
        if isinstance(formula, Group):
            word = f" {self.both if formula.word == 'and' else self.either} "
            written = word.join(self.write(part, inner=True) for part in formula.parts)
            return f"({written})" if inner else written
        name, comparator, operand = formula
        if comparator == "stated":
            return f"{name} {self.not_null if operand else self.null}"
        if comparator == "is":
            return f"{name} {self._is(operand)}"
        if comparator == "in":
            return f"{name} in {self._list(operand)}"
        test = f"not ({name} in {self._list(operand)})" if comparator == "not_in" else \
            f"{name} {SIGNS[comparator]} {self.literal(operand)}"
        guarded = f"{name} {self.not_null} {self.both} {test}"
        return f"({guarded})" if inner else guarded

    def _is(self, operand: Any) -> str:
        return f"== {self.literal(operand)}"

    def _list(self, operand: Any) -> str:
        return f"[{', '.join(map(self.literal, operand))}]"


class Python(Language):
    """Python as people write it."""

    def _is(self, operand: Any) -> str:
        return f"is {operand}" if isinstance(operand, bool) else f"== {self.literal(operand)}"

    def _list(self, operand: Any) -> str:
        return f"({', '.join(map(self.literal, operand))})"


def _python(value: Any) -> str:
    return dumps(value) if isinstance(value, str) else repr(value)


PYTHON = Python("and", "or", "is None", "is not None", _python)
CEL = Language("&&", "||", "== null", "!= null", dumps)
WORDS = Language("and", "or", "== null", "!= null", dumps)  # ZEN and rule-engine
