"""Checks conditions: a small closed grammar over the facts."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Table
from math import isfinite
from typing import NamedTuple

from advisor.model.fact import Fact
from advisor.model.value_checks import check_value, describe_valid_values
from advisor.notation.limits import MAX_NUMBER
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode, to_plain
from advisor.rulebook.rule_file import RuleFile
from advisor.text.suggestions import did_you_mean

COMBINATORS = ("all", "any", "not")
VALUE_COMPARATORS = ("is", "in", "stated")
NUMBER_COMPARATORS = ("at_least", "at_most", "stated")
ABSENT = "none"
MAX_DEPTH = 8
MAX_TESTS = 64


class ReadableFacts(NamedTuple):
    """The facts that conditions may read, and those that they may not."""

    facts: Table[str, Fact]
    broken: Collection[str]  # facts with an invalid definition; their tests are not checked
    design: Collection[str] = ()  # not readable here
    circumstances: Collection[str] = ()  # not readable here


class _ConditionCheck:
    """Checks one condition, counting its tests."""

    def __init__(self, file: RuleFile, readable: ReadableFacts) -> None:
        self._file = file
        self._readable = readable
        self._tests = 0

    def group(self, condition: MappingNode, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._file.report(condition, f"The condition is more than {MAX_DEPTH} levels deep.", "Split the rule.")
            return
        for name, node in condition.entries.items():
            if name == "not":
                self._part(name, node, depth)
            elif name in COMBINATORS:
                self._parts(condition, name, node, depth)
            else:
                self._fact(condition, name, node)

    def _parts(self, condition: MappingNode, name: str, node: TreeNode, depth: int) -> None:
        if not isinstance(node, SequenceNode) or not node.items:
            self._file.report_key(condition, name, f"`{name}` takes a list of conditions.",
                                  f"Write `{name}: [{{fact: value}}, {{other_fact: value}}]`.")
            return
        for item in node.items:
            self._part(name, item, depth)

    def _part(self, name: str, node: TreeNode, depth: int) -> None:
        if not isinstance(node, MappingNode):
            noun = "a condition" if name == "not" else "conditions"
            self._file.report(node, f"`{name}` takes {noun} (`fact: value`).")
        elif not node.entries:
            self._file.report(node, f"A condition under `{name}` is empty.", "Name a fact, or remove it.")
        else:
            self.group(node, depth + 1)

    def _fact(self, condition: MappingNode, name: str, node: TreeNode) -> None:
        self._tests += 1
        if self._tests == MAX_TESTS + 1:
            self._file.report(node, f"The condition has more than {MAX_TESTS} tests.", "Split the rule.")
        facts, broken, design, circumstances = self._readable
        if name in facts:
            self._test(facts[name], node)
        elif name.partition(".")[0] in broken:
            return
        elif name.partition(".")[0] in design or name in circumstances:
            noun = "a circumstance" if name in circumstances else "a fact of the design"
            self._file.report_key(condition, name, f"`{name}` is {noun}, and `when` reads needs.",
                                  "Say what must be true of the interaction.")
        else:
            self._file.report_key(condition, name, f"Unknown fact `{name}`.",
                                  did_you_mean(name, [*facts, *COMBINATORS]) or "See `facts.yaml` for all facts.")

    def _test(self, fact: Fact, node: TreeNode) -> None:
        match node:
            case MappingNode():
                self._comparison(fact, node)
            case ScalarNode() if fact.absence and node.value in (ABSENT, False):
                self._value(fact, node)
            case _ if fact.type in ("number", "integer"):
                self._file.report(node, f"`{fact.name}` is a number and is compared, not matched.",
                                  "Write `{at_least: ...}`, `{at_most: ...}` or both.")
            case SequenceNode():
                self._any_of(fact, node)
            case ScalarNode():
                self._value(fact, node)

    def _comparison(self, fact: Fact, test: MappingNode) -> None:
        fitting = NUMBER_COMPARATORS if fact.type in ("number", "integer") else VALUE_COMPARATORS
        names = list(test.entries)
        for name in names:
            if name not in fitting:
                self._wrong_comparator(fact, test, name, fitting)
                return
        if not names:
            self._file.report(test, f"`{fact.name}` is not compared with anything.", f"Use {', '.join(fitting)}.")
        elif len(names) > 1 and names not in (["at_least", "at_most"], ["at_most", "at_least"]):
            self._file.report_key(test, names[1], f"`{names[0]}` and `{names[1]}` do not go together.",
                                  "Only `at_least` and `at_most` do; for others write two conditions under `all`.")
        elif fact.type in ("number", "integer") and names != ["stated"]:
            self._range(fact, test)
        else:
            self._operand(fact, names[0], test.entries[names[0]])

    def _wrong_comparator(self, fact: Fact, test: MappingNode, name: str, fitting: tuple[str, ...]) -> None:
        if name in (*VALUE_COMPARATORS, *NUMBER_COMPARATORS):
            message = f"`{name}` does not fit `{fact.name}`, which takes {describe_valid_values(fact)}."
        else:
            message = f"Unknown comparator `{name}`."
        self._file.report_key(test, name, message, did_you_mean(name, fitting) or f"Use {', '.join(fitting)}.")

    def _operand(self, fact: Fact, comparator: str, node: TreeNode) -> None:
        if comparator == "stated":
            if not isinstance(node, ScalarNode) or not isinstance(node.value, bool):
                self._file.report(node, "`stated` takes true or false.")
        elif comparator == "in":
            self._any_of(fact, node)
        else:
            self._value(fact, node)

    def _any_of(self, fact: Fact, node: TreeNode) -> None:
        if not isinstance(node, SequenceNode) or not node.items:
            self._file.report(node, f"`{fact.name}` is compared with no value.", "Write a list of values: `[a, b]`.")
            return
        seen: set[object] = set()
        for item in node.items:
            self._value(fact, item)
            if isinstance(item, ScalarNode):
                if item.value in seen:
                    self._file.report(item, f"`{item.value}` stands twice in this list.", "Remove one.")
                seen.add(item.value)

    def _value(self, fact: Fact, node: TreeNode) -> None:
        if fact.absence and isinstance(node, ScalarNode) and node.value is False:
            self._file.report(node, f"What is absent is `{ABSENT}`.", f"Write `{ABSENT}`.")
        elif (problem := value_problem(fact, node)) is not None:
            self._file.report(node, *problem)

    def _range(self, fact: Fact, test: MappingNode) -> None:
        limits = {name: finite_number(node) for name, node in test.entries.items()}
        for name, limit in limits.items():
            if limit is None or (fact.type == "integer" and limit != int(limit)):
                noun = "a whole number" if fact.type == "integer" else "a number"
                self._file.report(test.entries[name], f"`{name}` takes {noun} of at most {MAX_NUMBER:g}.")
                return
        lower, upper = limits.get("at_least"), limits.get("at_most")
        if lower is not None and upper is not None and lower > upper:
            self._file.report(test, f"No number is at least {lower:g} and at most {upper:g}.", "Swap the two.")
        elif upper is not None and _is_never_met(fact, upper):
            self._file.report(
                test.entries["at_most"], f"This never holds: `{fact.name}` takes {describe_valid_values(fact)}."
            )


def check_condition(
    file: RuleFile, condition: MappingNode, readable: ReadableFacts, *, may_be_empty: bool = False
) -> None:
    """Reports every problem of a condition."""
    if condition.entries:
        _ConditionCheck(file, readable).group(condition, 1)
    elif not may_be_empty:
        file.report(condition, "The condition is empty.", "Name at least one fact.")


def _is_never_met(fact: Fact, upper: float) -> bool:
    return (fact.at_least is not None and upper < fact.at_least) or (fact.above is not None and upper <= fact.above)


def value_problem(fact: Fact, node: TreeNode) -> tuple[str, str] | None:
    """Returns the problem with a value of a fact and its remedy, or None if the value is valid."""
    _, message, remedy = check_value(fact, to_plain(node))
    return (message, remedy) if message else None


def finite_number(node: TreeNode) -> float | None:
    """Returns a finite number within the supported range, or None."""
    if not isinstance(node, ScalarNode) or isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return None
    return node.value if abs(node.value) <= MAX_NUMBER and isfinite(node.value) else None
